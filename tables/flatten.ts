const LISTED = 50

/**
 * A JSON record as flat cells: `{person: {email}}` becomes `person.email`; a list of plain values is joined by " | ";
 * a list of records is numbered (`answers.0.text`), what comes after the 50th stays JSON. Null is an empty cell.
 */
export function flattenRecord(record: unknown): [string, string][] {
  const cells: [string, string][] = []
  if (record !== null && typeof record === "object") flattenInto(cells, "", record)
  else cells.push(["value", plain(record)])
  return cells
}

function flattenInto(cells: [string, string][], prefix: string, value: object): void {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const name = prefix === "" ? key : `${prefix}.${key}`
    if (inner === null || typeof inner !== "object") cells.push([name, plain(inner)])
    else if (!Array.isArray(inner)) flattenInto(cells, name, inner)
    else if (inner.every((v) => v === null || typeof v !== "object")) cells.push([name, inner.map(plain).join(" | ")])
    else {
      flattenInto(cells, name, inner.slice(0, LISTED))
      if (inner.length > LISTED) cells.push([`${name}.more`, JSON.stringify(inner.slice(LISTED))])
    }
  }
}

function plain(value: unknown): string {
  return value === null || value === undefined ? "" : String(value)
}
