/** @jsxImportSource preact */
import { Component } from "preact"
import type { PartProps } from "../part.ts"

type State = { names: Record<string, string>; sending: number; failed: boolean }

/** Files are sent as soon as they are chosen; the answer is their ids. */
export default class Files extends Component<PartProps<"file">, State> {
  override state: State = { names: {}, sending: 0, failed: false }

  ids = () => (Array.isArray(this.props.answer) ? this.props.answer : [])

  render({ run, question, set, labels, faulty }: PartProps<"file">, { names, sending, failed }: State) {
    const { most, megabytes, types } = question
    const ids = this.ids()
    return (
      <div>
        <ul class="r-files">
          {ids.map((id, at) => {
            const name = names[id] ?? run.say("of", { n: at + 1, m: ids.length })
            return (
              <li key={id}>
                <bdi>{name}</bdi>
                <button
                  type="button"
                  class="r-button"
                  aria-label={run.say("remove", { what: name })}
                  onClick={() => set(ids.length > 1 ? ids.filter((one) => one !== id) : undefined)}
                >
                  ✕
                </button>
              </li>
            )
          })}
        </ul>
        {ids.length < most && (
          <label class="r-button r-add">
            <input
              type="file"
              class="r-hidden"
              multiple={most > 1}
              accept={types.join(",")}
              aria-label={run.say("addFile")}
              aria-describedby={labels["aria-describedby"]}
              aria-invalid={faulty || failed}
              onChange={(event) => this.send(event.currentTarget)}
            />
            <span>{run.say(sending > 0 ? "sending" : "addFile")}</span>
          </label>
        )}
        <p class="r-help">{run.say("fileLimit", { n: most, m: megabytes })}</p>
        <p class="r-fault" role="alert">
          {failed ? run.say("fileFault") : ""}
        </p>
      </div>
    )
  }

  async send(input: HTMLInputElement) {
    const { run, question, set } = this.props
    const files = [...(input.files ?? [])].slice(0, question.most - this.ids().length)
    input.value = ""
    this.setState({ failed: false })
    for (const file of files) {
      if (file.size > question.megabytes * 1_048_576 || file.size === 0) {
        this.setState({ failed: true })
        continue
      }
      this.setState(({ sending }) => ({ sending: sending + 1 }))
      try {
        // The preview keeps nothing.
        const id = run.keeper?.upload ? await run.keeper.upload(run.draft.id, question.id, file) : file.name
        this.setState(({ names }) => ({ names: { ...names, [id]: file.name } }))
        set([...this.ids(), id])
      } catch {
        this.setState({ failed: true })
      }
      this.setState(({ sending }) => ({ sending: sending - 1 }))
    }
  }
}
