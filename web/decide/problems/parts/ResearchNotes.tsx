import { Button, Group, Select, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { Voice } from "../../../ui/Voice.tsx"
import type { Problem } from "../problem-words.ts"

type Note = Answer<"ResearchNote">
const kinds: Note["kind"][] = ["interview", "observation", "usability_test", "desk_research", "other"]

/** What research found, next to the numbers: interviews, observation, tests, with the words that were said. */
export function ResearchNotes({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [adding, setAdding] = useState(false)
  const path = `/problems/${problem.id}/notes`
  const remove = useChange<Note>({
    run: (note, send) => send("DELETE", `${path}/${note.id}`),
    touches: ["problems"],
    said: () => t("problem.notes.removed"),
    undo: ({ kind, summary, quote, link, notedOn }, _, send) =>
      send("POST", path, { kind, summary, quote, link, notedOn }),
  })
  return (
    <section>
      <div className="spread">
        <h2>{t("problem.notes.title")}</h2>
        <MayButton permission="problems.edit" size="compact-sm" variant="subtle" onClick={() => setAdding(!adding)}>
          {t("problem.notes.add")}
        </MayButton>
      </div>
      {adding && <NoteForm path={path} onDone={() => setAdding(false)} />}
      {problem.notes.length === 0 && !adding && <p className="n">{t("problem.notes.none")}</p>}
      <ul className="rows">
        {problem.notes.map((note) => (
          <li key={note.id} style={{ padding: "10px 0" }}>
            {note.summary && <p>{note.summary}</p>}
            {note.quote && <Voice text={note.quote} />}
            <div className="row n">
              {[t(`problem.notes.kinds.${note.kind}`), format.day(note.notedOn), note.author.name].join(" · ")}
              {note.link && (
                <a href={note.link} target="_blank" rel="noreferrer noopener">
                  {t("problem.notes.open")}
                </a>
              )}
              <MayButton
                permission="problems.edit"
                size="compact-xs"
                variant="subtle"
                onClick={() => remove.mutate(note)}
              >
                {t("problem.notes.remove")}
              </MayButton>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function NoteForm({ path, onDone }: { path: string; onDone: () => void }) {
  const { t } = useTranslation()
  const [note, setNote] = useState({ kind: "interview", summary: "", quote: "", link: "", notedOn: "" })
  const set = (part: Partial<typeof note>) => setNote({ ...note, ...part })
  const add = useChange<void>({
    run: (_, send) => {
      const given = Object.entries(note).filter(([, value]) => value.trim() !== "")
      return send("POST", path, Object.fromEntries(given))
    },
    touches: ["problems"],
    said: () => t("problem.notes.added"),
    after: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit} className="card" style={{ marginBottom: 12 }}>
      <Group gap="xs">
        <Select
          label={t("problem.notes.kind")}
          allowDeselect={false}
          value={note.kind}
          onChange={(kind) => set({ kind: kind ?? "other" })}
          data={kinds.map((one) => ({ value: one, label: t(`problem.notes.kinds.${one}`) }))}
        />
        <TextInput
          type="date"
          label={t("problem.notes.on")}
          value={note.notedOn}
          onChange={(event) => set({ notedOn: event.currentTarget.value })}
        />
      </Group>
      <Textarea
        mt="xs"
        label={t("problem.notes.summary")}
        autosize
        minRows={2}
        maxLength={4000}
        required={note.quote === ""}
        value={note.summary}
        onChange={(event) => set({ summary: event.currentTarget.value })}
      />
      <Textarea
        mt="xs"
        label={t("problem.notes.quote")}
        autosize
        maxLength={2000}
        value={note.quote}
        onChange={(event) => set({ quote: event.currentTarget.value })}
        styles={{ input: { fontFamily: "var(--font-voice)" } }}
      />
      <TextInput
        mt="xs"
        type="url"
        label={t("problem.notes.link")}
        value={note.link}
        onChange={(event) => set({ link: event.currentTarget.value })}
      />
      <Button mt="sm" type="submit" variant="filled" loading={add.isPending}>
        {t("problem.notes.save")}
      </Button>
    </form>
  )
}
