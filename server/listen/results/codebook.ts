import type { Column } from "./columns.ts"

/** What each variable is and what its codes mean: a row for each code. */
export function* codebookOf(columns: readonly Column[]): Generator<(string | number)[]> {
  for (const { name, label, kind, codes } of columns) {
    if (codes.length === 0) yield [name, label, kind, "", ""]
    for (const { code, label: meaning } of codes) yield [name, label, kind, code, meaning]
  }
}

/** SPSS syntax that reads `responses.csv` beside it, with labels and missing values. PSPP reads it too. */
export function syntaxOf(columns: readonly Column[], longest: ReadonlyMap<string, number>): string {
  const variables = [
    "response_id A36",
    "finished F1.0",
    "started_at A19",
    "seconds F10.0",
    "language A35",
    "version F6.0",
    ...columns.map(({ name, kind }) =>
      kind === "number" ? `${name} F12.4` : `${name} A${Math.min(Math.max(longest.get(name) ?? 1, 1), 32_767)}`,
    ),
  ]
  const coded = columns.filter(({ codes }) => codes.length > 0)
  const missing = columns.filter((one) => one.missing !== null)
  return [
    "* Set the folder in which responses.csv lies before running: CD '...'.",
    "SET UNICODE=ON.",
    "GET DATA",
    "  /TYPE=TXT /FILE='responses.csv' /ENCODING='UTF8'",
    "  /ARRANGEMENT=DELIMITED /DELIMITERS=',' /QUALIFIER='\"' /FIRSTCASE=2",
    "  /VARIABLES=",
    ...variables.map((one) => `    ${one}`),
    "  .",
    "VARIABLE LABELS",
    ...columns.map(({ name, label }) => `  ${name} ${quoted(label, 250)}`),
    "  finished 'Went to the end'.",
    ...(coded.length > 0
      ? [
          "VALUE LABELS",
          ...coded.map(
            ({ name, codes }, index) =>
              `  ${index > 0 ? "/" : ""}${name} ${codes.map(({ code, label }) => `${code} ${quoted(label, 115)}`).join(" ")}`,
          ),
          "  .",
        ]
      : []),
    ...(missing.length > 0
      ? [`MISSING VALUES ${missing.map(({ name, missing: code }) => `${name} (${code})`).join(" ")}.`]
      : []),
    "EXECUTE.",
    "",
  ].join("\r\n")
}

const quoted = (text: string, most: number) =>
  `'${text.replace(/\s+/g, " ").slice(0, most).toWellFormed().replaceAll("'", "''")}'`
