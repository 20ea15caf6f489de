import { Combobox, Textarea, useCombobox } from "@mantine/core"
import { type KeyboardEvent, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Member, MemberRef } from "../../api/contract.ts"
import { useGet } from "../../app/data.tsx"
import { encodeMentions, mentionAt, withMention } from "./mentions.ts"

type MentionBoxProps = { value: string; onChange: (encoded: string) => void; onSubmit: () => void; placeholder: string }

/** A text box in which @ offers colleagues; ⌘Enter sends. `value` holds mentions as ids, the box shows names. */
export function MentionBox({ value, onChange, onSubmit, placeholder }: MentionBoxProps) {
  const { t } = useTranslation()
  const box = useRef<HTMLTextAreaElement>(null)
  const [shown, setShown] = useState("")
  const [chosen, setChosen] = useState<MemberRef[]>([])
  const [word, setWord] = useState<string | null>(null)
  const combobox = useCombobox()
  const members = useGet<{ items: Member[] }>("members", "/members", {}, { enabled: word !== null })
  const offered =
    word === null
      ? []
      : (members.data?.items ?? [])
          .filter((member) => member.name.toLocaleLowerCase().includes(word.toLocaleLowerCase()))
          .slice(0, 6)
  // The parent clears the box by setting an empty value.
  const text = value === "" ? "" : shown

  const type = (next: string, caret: number, mentioned = chosen) => {
    setShown(next)
    setWord(mentionAt(next, caret))
    onChange(encodeMentions(next, mentioned))
    if (mentionAt(next, caret) === null) combobox.closeDropdown()
    else combobox.openDropdown()
  }
  const choose = (id: string) => {
    const member = offered.find((one) => one.id === id)
    const caret = box.current?.selectionStart ?? text.length
    if (!member) return
    const next = withMention(text, caret, member.name)
    const mentioned = [...chosen.filter((one) => one.id !== id), member]
    setChosen(mentioned)
    type(next.text, next.caret, mentioned)
    requestAnimationFrame(() => box.current?.setSelectionRange(next.caret, next.caret))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      onSubmit()
    }
  }
  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal>
      <Combobox.EventsTarget withExpandedAttribute={offered.length > 0}>
        <Combobox.Target targetType="button">
          <Textarea
            ref={box}
            autosize
            minRows={1}
            maxRows={8}
            value={text}
            onChange={(event) => type(event.currentTarget.value, event.currentTarget.selectionStart)}
            onKeyDown={onKeyDown}
            placeholder={placeholder}
            aria-label={t("comments.write")}
          />
        </Combobox.Target>
      </Combobox.EventsTarget>
      <Combobox.Dropdown hidden={offered.length === 0}>
        <Combobox.Options>
          {offered.map((member) => (
            <Combobox.Option key={member.id} value={member.id}>
              {member.name}{" "}
              <span className="n">{member.departments.map((department) => department.name).join(", ")}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
