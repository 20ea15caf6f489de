import type { ReactNode } from "react"

type Choice<Item> = { items: readonly Item[]; title: (item: Item) => ReactNode; note: (item: Item) => ReactNode }

/** One of several records is chosen by a press: with which one to merge, for example. */
export function ChoiceList<Item extends { id: string }>({
  items,
  title,
  note,
  onChoose,
}: Choice<Item> & { onChoose: (item: Item) => void }) {
  return (
    <ul className="rows">
      {items.map((item) => (
        <li key={item.id}>
          <button
            type="button"
            className="linkrow"
            style={{
              background: "none",
              border: 0,
              width: "100%",
              textAlign: "left",
              font: "inherit",
              cursor: "pointer",
            }}
            onClick={() => onChoose(item)}
          >
            <span className="title">{title(item)}</span>
            <br />
            <span className="n">{note(item)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
