import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["{server,stats,text,tables,seed,cli,sdk,tools,web}/**/*.test.{ts,tsx}"],
    globalSetup: ["server/platform/testing/global-setup.ts"],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
