import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { ProblemLine } from "./ProblemLine.tsx"

/** What could not be read, by reason, with what to do about it; after the correction all of a reason are read again. */
export function Failures({ receiver }: { receiver: Answer<"Receiver"> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const again = useChange<{ reason?: string }, { count: number }>({
    run: (which, send) => send("POST", `/receivers/${receiver.id}/replay`, which),
    touches: ["receivers"],
    said: (_, { count }) => t("receivers.replayed", { count, n: format.number(count) }),
  })
  return (
    <section style={{ marginBottom: 28, maxWidth: 860 }}>
      <div className="spread" style={{ alignItems: "center", flexWrap: "wrap" }}>
        <h2>{t("receivers.failures")}</h2>
        {receiver.failures.length > 1 && (
          <MayButton permission="connections.manage" size="compact-sm" onClick={() => again.mutate({})}>
            {t("receivers.replayAll")}
          </MayButton>
        )}
      </div>
      <ul className="rows">
        {receiver.failures.map(({ reason, count, lastAt, problem }) => (
          <li key={reason} className="spread" style={{ padding: "12px 0", flexWrap: "wrap", gap: 12 }}>
            <div style={{ flex: "1 1 320px", minWidth: 0 }}>
              <ProblemLine problem={problem} />
              <p className="n" style={{ marginTop: 4 }}>
                {t("receivers.failedSo", { count, n: format.number(count), when: format.ago(lastAt) })}
              </p>
            </div>
            <MayButton permission="connections.manage" size="compact-sm" onClick={() => again.mutate({ reason })}>
              {t("receivers.replay")}
            </MayButton>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function ReplayOne({ receiverId, deliveryId }: { receiverId: string; deliveryId: string }) {
  const { t } = useTranslation()
  const again = useChange<void, { count: number }>({
    run: (_, send) => send("POST", `/receivers/${receiverId}/replay`, { deliveryId }),
    touches: ["receivers"],
    said: () => t("receivers.replayed", { count: 1, n: "1" }),
  })
  return (
    <Button size="compact-xs" loading={again.isPending} onClick={() => again.mutate()}>
      {t("receivers.replay")}
    </Button>
  )
}
