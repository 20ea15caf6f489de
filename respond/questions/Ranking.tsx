/** @jsxImportSource preact */
import { Component, createRef } from "preact"
import { choicesOf } from "../../survey/logic.ts"
import type { PartProps } from "../part.ts"

/** Put in order by dragging, by two buttons, or by arrows; each move is said aloud. It is no answer until it is moved or confirmed. */
export default class Ranking extends Component<PartProps<"ranking">, { said: string; dragged: string | null }> {
  override state = { said: "", dragged: null as string | null }
  list = createRef<HTMLOListElement>()

  order(): string[] {
    const { run, question, answer } = this.props
    return Array.isArray(answer) ? answer : choicesOf(question, run.draft.id).map(({ id }) => id)
  }

  render({ run, question, answer, set, labels }: PartProps<"ranking">) {
    const order = this.order()
    const label = (id: string) => run.text(question.choices.find((choice) => choice.id === id)?.label)
    return (
      <fieldset {...labels}>
        <p class="r-help">{run.say("order")}</p>
        <ol class="r-ranking" ref={this.list}>
          {order.map((id, at) => (
            <li
              key={id}
              data-id={id}
              class={this.state.dragged === id ? "r-dragged" : ""}
              onPointerDown={(event) => this.grab(event, id)}
              onPointerMove={(event) => this.drag(event)}
              onPointerUp={() => this.setState({ dragged: null })}
              onPointerCancel={() => this.setState({ dragged: null })}
              onKeyDown={(event) => {
                const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0
                if (by === 0) return
                event.preventDefault()
                this.move(id, at + by)
              }}
            >
              <b>{Array.isArray(answer) ? at + 1 : "–"}</b>
              <span>{label(id)}</span>
              <button
                type="button"
                aria-label={run.say("up", { what: label(id) })}
                aria-disabled={at === 0}
                onClick={() => this.move(id, at - 1)}
              >
                ↑
              </button>
              <button
                type="button"
                aria-label={run.say("down", { what: label(id) })}
                aria-disabled={at === order.length - 1}
                onClick={() => this.move(id, at + 1)}
              >
                ↓
              </button>
            </li>
          ))}
        </ol>
        {!Array.isArray(answer) && (
          <button type="button" class="r-button" onClick={() => set(order)}>
            {run.say("keepOrder")}
          </button>
        )}
        <p class="r-hidden" aria-live="polite">
          {this.state.said}
        </p>
      </fieldset>
    )
  }

  move(id: string, to: number) {
    const order = this.order()
    if (to < 0 || to >= order.length) return
    const next = order.filter((one) => one !== id)
    next.splice(to, 0, id)
    const { run, question, set } = this.props
    const what = run.text(question.choices.find((choice) => choice.id === id)?.label)
    this.setState({ said: run.say("moved", { what, n: to + 1, m: order.length }) })
    set(next)
  }

  grab(event: PointerEvent & { currentTarget: HTMLElement }, id: string) {
    if ((event.target as HTMLElement).closest("button")) return
    event.currentTarget.setPointerCapture(event.pointerId)
    this.setState({ dragged: id })
  }

  /** The one that is held goes where the pointer is. */
  drag({ clientY }: PointerEvent) {
    const { dragged } = this.state
    if (!dragged) return
    const rows = [...(this.list.current?.children ?? [])] as HTMLElement[]
    const over = rows.findIndex((row) => {
      const { top, bottom } = row.getBoundingClientRect()
      return clientY >= top && clientY <= bottom
    })
    if (over >= 0 && rows[over]?.dataset.id !== dragged) this.move(dragged, over)
  }
}
