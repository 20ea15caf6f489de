import { Modal } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Page, Signal } from "../../../api/contract.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { ChoiceList } from "../../../ui/ChoiceList.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { headlineOf } from "../signal-words.ts"

/** Says that two signals are one matter. A link, never a move: it can be undone. */
export function MergeDialog({ signal, opened, onClose }: { signal: Signal; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const format = useFormat()
  const others = useGet<Page<Signal>>("signals", "/signals", { state: "open", limit: 50 }, { enabled: opened })
  const merge = useChange<Signal>({
    run: (into, send) => send("POST", `/signals/${signal.id}/merge`, { into: into.id }),
    touches: ["signals", "activity"],
    said: (into) => t("signal.done.merged", { headline: headlineOf(into, t) }),
    undo: (_, __, send) => send("DELETE", `/signals/${signal.id}/merge`),
    after: (_, into) => {
      onClose()
      go(paths.signal(org, into.id))
    },
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t("signal.mergeQuestion")} size="lg">
      <Loaded query={others} bones={<RowBones count={3} />}>
        {(data) => {
          const choices = data.items.filter((other) => other.id !== signal.id)
          if (choices.length === 0) return <p className="n">{t("signal.mergeNone")}</p>
          return (
            <ChoiceList
              items={choices}
              title={(other) => headlineOf(other, t)}
              note={(other) =>
                `${format.number(other.observed)} / ${format.number(other.expected, 1)} · ${t("signal.sinceDate", { date: format.day(other.since) })}`
              }
              onChoose={(other) => merge.mutate(other)}
            />
          )
        }}
      </Loaded>
    </Modal>
  )
}
