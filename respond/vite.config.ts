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
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        minify: true,
        // Fewer files compress better: what the widget needs for one question, and what every page needs beyond that.
        codeSplitting: {
          groups: [
            { name: "base", test: /respond.(keep|paint|words|style)\.ts|look\.css|survey.(colours|languages)\.ts/ },
            {
              name: "core",
              test: /preact|respond.(session|run|parts|Asking|Asked)\.tsx?|survey.(logic|rules|words|empty)\.ts/,
            },
          ],
        },
      },
    },
  },
})
