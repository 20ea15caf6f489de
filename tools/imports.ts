import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"

export const root = path.join(import.meta.dirname, "..")

/** Every source file of the project, as paths from the root: what git knows or would add. */
export function sourceFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts", "*.tsx"], {
    cwd: root,
    encoding: "utf8",
  })
  return listed.split("\n").filter((file) => file !== "" && existsSync(path.join(root, file)))
}

export type Import = { from: string; to: string; line: number }

/** The project's own files that a file imports, with the line that does it. Packages are left out. */
export function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), "utf8")
  return [...text.matchAll(pattern)].flatMap((match) => {
    const target = match[1]!
    if (!target.startsWith(".")) return []
    const to = path.posix.normalize(path.posix.join(path.posix.dirname(file), target))
    const line = text.slice(0, match.index).split("\n").length
    return [{ from: file, to, line }]
  })
}

// import … from "x", export … from "x", import("x"), new URL("x", import.meta.url)
const pattern = /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+|new URL\(\s*)"([^"]+)"/g
