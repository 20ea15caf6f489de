#!/usr/bin/env node

type Command = (argv: string[]) => Promise<number>

const commands: Record<string, { what: string; load: () => Promise<Command> }> = {
  backtest: {
    what: "what would Rapport have told you, and when? On a file, without a server",
    load: async () => (await import("./backtest.ts")).backtest,
  },
  text: {
    what: "language and sentiment of comments in a file, without a server",
    load: async () => (await import("./text.ts")).text,
  },
  import: {
    what: "send a CSV, XLSX, JSON or NDJSON file to a Rapport server",
    load: async () => (await import("./import.ts")).importFile,
  },
}

const [name = "", ...argv] = process.argv.slice(2)
const command = commands[name]
if (command) process.exitCode = await (await command.load())(argv)
else {
  const list = Object.entries(commands).map(([one, { what }]) => `  rapport ${one.padEnd(10)} ${what}`)
  console.log(`Usage: rapport COMMAND [OPTIONS]   (rapport COMMAND --help says more)\n\n${list.join("\n")}`)
  process.exitCode = name === "" || name === "--help" || name === "-h" ? 0 : 2
}
