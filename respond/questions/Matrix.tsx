/** @jsxImportSource preact */
import type { PartProps } from "../part.ts"

/** Rows by columns where there is room; on a phone, one row after the other with its columns below. */
export default function Matrix({ run, question, answer, set, labels }: PartProps<"matrix">) {
  const { id, rows, columns, many } = question
  const given = typeof answer === "object" && "rows" in answer ? answer.rows : {}
  const missing = (run.faults[id] ?? []).map(({ part }) => part)
  function choose(row: string, column: string) {
    const before = [given[row] ?? []].flat()
    const after = before.includes(column) ? before.filter((one) => one !== column) : [...before, column]
    const { [row]: _, ...others } = given
    const next = many ? (after.length > 0 ? { ...others, [row]: after } : others) : { ...others, [row]: column }
    set(Object.keys(next).length > 0 ? { rows: next } : undefined)
  }
  return (
    <fieldset class="r-matrix" {...labels} style={{ "--r-count": columns.length }}>
      <div class="r-columns" aria-hidden="true">
        <span />
        {columns.map((column) => (
          <span key={column.id}>{run.text(column.label)}</span>
        ))}
      </div>
      {rows.map((row) => (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a group or a group of radio buttons
        <div
          key={row.id}
          class={`r-row${missing.includes(row.id) ? " r-missing" : ""}`}
          role={many ? "group" : "radiogroup"}
          aria-labelledby={`r-row-${id}-${row.id}`}
          {...(many ? {} : { "aria-invalid": missing.includes(row.id) })}
        >
          <span id={`r-row-${id}-${row.id}`}>{run.text(row.label)}</span>
          {columns.map((column) => (
            <label key={column.id}>
              <input
                type={many ? "checkbox" : "radio"}
                name={`${id}.${row.id}`}
                checked={[given[row.id] ?? []].flat().includes(column.id)}
                onChange={() => choose(row.id, column.id)}
              />
              <span>{run.text(column.label)}</span>
            </label>
          ))}
        </div>
      ))}
    </fieldset>
  )
}
