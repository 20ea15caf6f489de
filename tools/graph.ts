/** The architecture as data: who may import whom. `tools/check-graph.ts` holds the code against it. */

/** The loop's stages on the server, in order. A later stage may import an earlier one's `public.ts`, never the reverse. */
export const stages = ["platform", "listen", "understand", "decide", "act", "govern"] as const

/** What each top-level folder may import besides itself and packages. */
export const folders: Readonly<Record<string, readonly string[]>> = {
  stats: [],
  tables: [],
  text: [],
  // What a survey is and how it runs: shared by the page that asks, the builder and the server.
  survey: [],
  server: ["stats", "survey", "text", "tables", "seed"],
  seed: ["server", "stats", "survey", "text", "tables"],
  sdk: [],
  // A script for the pages of others: it stands alone.
  snippet: [],
  // The command line works on files by itself and speaks to a server through the client only.
  cli: ["sdk", "stats", "text", "tables"],
  // Pages know the public API and nothing behind it.
  web: ["sdk", "survey", "respond"],
  respond: ["survey"],
  e2e: ["server", "seed", "survey", "respond", "tools", "sdk", "web"],
  bench: ["server", "seed", "stats", "survey", "text", "tables", "sdk"],
  tools: ["server", "sdk", "survey"],
}

/** Files that only the named files may import: where the program is put together, and nowhere else. */
export const reserved: readonly { file: RegExp; by: RegExp; why: string }[] = [
  {
    file: /^server\/.*\/routes\.ts$/,
    by: /^server\/api\.ts$/,
    why: "routes are the edge: only api.ts mounts them; call the verb or the store instead",
  },
  {
    file: /^server\/loop\.ts$/,
    by: /^server\/(app|main)\.ts$/,
    why: "loop.ts is where stages meet: nobody else may know it",
  },
  {
    file: /^server\/app\.ts$/,
    by: /^(server\/(main|background)\.ts|server\/platform\/testing\/|bench\/|tools\/|e2e\/)/,
    why: "app.ts puts the program together: what needs a piece of it takes that piece as a parameter",
  },
]

/** Imports against the rules that we live with for now. May only shrink; each has a reason. */
export const exceptions: readonly { from: string; to: string; why: string }[] = []
