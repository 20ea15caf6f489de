import { defineConfig } from "vite"

/** One small file without packages, for the pages of others: served as /rapport.js. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    lib: { entry: "rapport.ts", formats: ["iife"], name: "r", fileName: () => "rapport.js" },
  },
})
