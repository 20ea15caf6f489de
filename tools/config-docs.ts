// Writes docs/configuration.md from the declarations in server/platform/config.ts; with --check only says whether it is current.
import { readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { type Declaration, declarations } from "../server/platform/config.ts"

const file = fileURLToPath(new URL("../docs/configuration.md", import.meta.url))
const wanted = configurationPage(declarations)
if (!process.argv.includes("--check")) {
  await writeFile(file, wanted)
} else if ((await readFile(file, "utf8").catch(() => "")) !== wanted) {
  console.error("docs/configuration.md is not what server/platform/config.ts declares; run: node tools/config-docs.ts")
  process.exitCode = 1
}

function configurationPage(all: readonly Declaration[]): string {
  return `# Configuration

Made by \`node tools/config-docs.ts\` from \`server/platform/config.ts\`; change it there.

Every setting is an environment variable, read once at start. An empty variable counts as not set. A wrong value stops the
start with one sentence that says which and why (exit code 78); values that may hold a password are never printed.

${all.map(section).join("\n")}
Those marked as secret belong into the environment of the service, not on a command line.
`
}

function section({ name, standard, example, secret, text }: Declaration): string {
  return `## ${name}

${text}

- Default: ${standard === undefined ? "none" : plainOrCode(standard)}
- Example: ${plainOrCode(example)}${secret ? "\n- Secret" : ""}
`
}

function plainOrCode(value: string): string {
  return / (?!<)/.test(value) ? value : `\`${value}\``
}
