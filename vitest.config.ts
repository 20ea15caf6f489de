import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["{server,survey,respond,stats,text,tables,seed,cli,sdk,tools,web}/**/*.test.{ts,tsx}"],
    globalSetup: ["server/platform/testing/global-setup.ts"],
    maxWorkers: 2,
    // The program is loaded once by each of the two and not by every file: files share no state but the databases' server.
    isolate: false,
    // On a machine shared with others a test may meet a pause longer than it waits: once more, and the run says so.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
