import { defineConfig } from "vite"

/** The page that asks, and the widget: plain files, as small as can be. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: false,
    // As a library, chunks are imported plainly: without the helper that would preload them, which weighs a kilobyte.
    lib: { entry: { page: "page.tsx", widget: "widget.ts" }, formats: ["es"] },
    minify: "oxc",
    rolldownOptions: {
      output: { entryFileNames: "[name]-[hash].js", chunkFileNames: "[name]-[hash].js", minify: true },
    },
  },
})
