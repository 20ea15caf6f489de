import { Modal } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import { ReceiverForm } from "./ReceiverForm.tsx"

/** The tools that send by themselves, and how it goes with each. */
export function ReceiversSection() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [adding, setAdding] = useState(false)
  const receivers = useGet<{ items: Answer<"Receiver">[] }>("receivers", "/receivers")
  return (
    <section>
      <div className="spread" style={{ alignItems: "center", flexWrap: "wrap" }}>
        <h2>{t("receivers.title")}</h2>
        <MayButton permission="connections.manage" size="compact-sm" onClick={() => setAdding(true)}>
          {t("receivers.add")}
        </MayButton>
      </div>
      <Loaded query={receivers} bones={<RowBones count={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="n">{t("receivers.none")}</p>
          ) : (
            <ul className="rows">
              {items.map((one) => (
                <li key={one.id}>
                  <Go className="linkrow" href={paths.receiver(org, one.id)}>
                    <span className="spread">
                      <span className="title">{one.name}</span>
                      {one.counts.failed > 0 && (
                        <span className="tag" data-tone="bad">
                          {t("receivers.failed", { count: one.counts.failed, n: format.number(one.counts.failed) })}
                        </span>
                      )}
                      {!one.hasSecret && (
                        <span className="tag" data-tone="warn">
                          {t("receivers.noSecret")}
                        </span>
                      )}
                    </span>
                    <span className="n">
                      {t(`receivers.vendor.${one.vendor}`)} ·{" "}
                      {one.lastReceivedAt
                        ? t("receivers.last", {
                            count: one.counts.taken,
                            n: format.number(one.counts.taken),
                            when: format.ago(one.lastReceivedAt),
                          })
                        : t("receivers.quiet")}
                    </span>
                  </Go>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("receivers.add")}>
        {adding && <ReceiverForm />}
      </Modal>
    </section>
  )
}
