/** @jsxImportSource preact */
import { Component } from "preact"
import type { PartProps } from "../part.ts"

/** A number, with a comma or a point. What is no number stays to be seen, and is said to be none. */
export default class Amount extends Component<PartProps<"number">, { typed: string }> {
  override state = { typed: this.props.answer === undefined ? "" : String(this.props.answer) }

  render({ run, question, labels, faulty }: PartProps<"number">) {
    const unit = run.text(question.unit)
    return (
      <div class="r-amount">
        <input
          class="r-field"
          type="text"
          inputMode={question.whole ? "numeric" : "decimal"}
          autoComplete="off"
          maxLength={30}
          {...labels}
          aria-invalid={faulty}
          aria-required={Boolean(question.required)}
          value={this.state.typed}
          onInput={(event) => this.take(event.currentTarget.value)}
        />
        {unit && <span>{unit}</span>}
      </div>
    )
  }

  take(typed: string) {
    this.setState({ typed })
    const plain = typed.trim().replace(",", ".")
    const value = Number(latin(plain))
    this.props.set(plain === "" ? undefined : Number.isFinite(value) ? value : typed)
  }
}

/** Digits as they are written in Arabic, Persian and with full width. */
const latin = (text: string) =>
  text.replace(/[٠-٩۰-۹０-９]/g, (digit) =>
    String(((digit.codePointAt(0) as number) - (digit >= "０" ? 0xff10 : 0x660)) & 15),
  )
