import { Modal, TextInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange, useGet } from "../../../app/data.tsx"
import { ChoiceList } from "../../../ui/ChoiceList.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { callOf, type Person } from "../person-words.ts"
import { reachOf } from "./PeopleTable.tsx"

/** Says that another record is this person too: found by name or address. A link, never a move: it can be undone. */
export function MergePerson({ person, opened, onClose }: { person: Person; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [words, setWords] = useState("")
  const [q] = useDebouncedValue(words.trim(), 250)
  const found = useGet<{ items: Person[] }>(
    "people",
    "/people",
    { q, limit: 10 },
    { enabled: opened && q !== "", keep: true },
  )
  const merge = useChange<Person, { linkId: string }>({
    run: (other, send) => send("POST", `/people/${person.id}/merge`, { personId: other.id }),
    touches: ["people", "feedback", "signals"],
    said: (other) => t("person.mergedDone", { name: callOf(other, t) }),
    undo: (_, { linkId }, send) => send("DELETE", `/people/links/${linkId}`),
    after: onClose,
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t("person.mergeQuestion", { name: callOf(person, t) })}>
      <TextInput
        data-autofocus
        type="search"
        label={t("people.find")}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {q !== "" && (
        <Loaded query={found} bones={<RowBones count={3} />}>
          {({ items }) => {
            const others = items.filter((one) => one.id !== person.id)
            if (others.length === 0) return <p className="n">{t("people.none")}</p>
            return (
              <ChoiceList
                items={others}
                title={(other) => callOf(other, t)}
                note={(other) => reachOf(other).join(" · ")}
                onChoose={(other) => merge.mutate(other)}
              />
            )
          }}
        </Loaded>
      )}
    </Modal>
  )
}
