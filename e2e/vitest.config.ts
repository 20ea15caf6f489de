import { defineConfig } from "vitest/config"

/** Tests through a browser against a started Rapport: `npx vitest run --config e2e/vitest.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["**/*.spec.ts"],
    globalSetup: ["a-started-rapport.ts"],
    fileParallelism: false,
    retry: process.env.CI ? 1 : 0,
    testTimeout: 90_000,
    hookTimeout: 240_000,
  },
})
