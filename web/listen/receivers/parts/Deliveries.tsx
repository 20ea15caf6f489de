import { Button, SegmentedControl } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet, usePages } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { ExportMenu } from "../../../ui/filters/ExportMenu.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { More } from "../../../ui/More.tsx"
import classes from "../../../ui/Secret.module.css"
import { readable } from "../rules.ts"
import { ReplayOne } from "./Failures.tsx"
import { ProblemLine } from "./ProblemLine.tsx"

type Delivery = Answer<"ReceiverDelivery">
const shown = ["all", "failed", "taken", "skipped", "waiting"] as const

/** What was sent, newest first, and what became of each. */
export function Deliveries({ receiver }: { receiver: Answer<"Receiver"> }) {
  const { t } = useTranslation()
  const [state, setState] = useState<(typeof shown)[number]>("all")
  const path = `/receivers/${receiver.id}/deliveries`
  const asked = { state: state === "all" ? undefined : state }
  const deliveries = usePages<Delivery>("receivers", path, { ...asked, limit: 30 })
  return (
    <section style={{ maxWidth: 860 }}>
      <div className="spread" style={{ alignItems: "center", flexWrap: "wrap", marginBottom: 8 }}>
        <h2>{t("receivers.deliveries")}</h2>
        <ExportMenu path={`${path}/export`} query={asked} />
      </div>
      <div style={{ overflowX: "auto" }}>
        <SegmentedControl
          aria-label={t("receivers.which")}
          size="xs"
          value={state}
          onChange={(value) => setState(shown.find((one) => one === value) ?? "all")}
          data={shown.map((value) => ({ value, label: t(`receivers.state.${value}`) }))}
        />
      </div>
      <Loaded query={{ ...deliveries, data: deliveries.data }} bones={<RowBones count={4} />}>
        {() =>
          deliveries.items.length === 0 ? (
            <p className="n" style={{ marginTop: 12 }}>
              {t("receivers.noDeliveries")}
            </p>
          ) : (
            <ul className="rows" style={{ marginTop: 8 }}>
              {deliveries.items.map((delivery) => (
                <li key={delivery.id} style={{ padding: "10px 0" }}>
                  <DeliveryRow delivery={delivery} receiverId={receiver.id} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <More pages={deliveries} />
    </section>
  )
}

const tones: Record<Delivery["state"], string | undefined> = {
  taken: "good",
  failed: "bad",
  waiting: "warn",
  skipped: undefined,
}

function DeliveryRow({ delivery, receiverId }: { delivery: Delivery; receiverId: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const mayLook = useMay("personal_data")
  const mayReplay = useMay("connections.manage")
  const [open, setOpen] = useState(false)
  const [feedbackId] = delivery.feedbackIds
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary style={{ cursor: "pointer" }}>
        <span className="tag" data-tone={tones[delivery.state]}>
          {t(`receivers.state.${delivery.state}`)}
        </span>{" "}
        {format.dayAndTime(delivery.receivedAt)}{" "}
        <span className="n">
          {format.number(delivery.bytes)} B
          {delivery.tries > 1 && ` · ${t("receivers.tries", { count: delivery.tries })}`}
        </span>
      </summary>
      {open && (
        <div style={{ padding: "8px 0 4px" }}>
          {delivery.problems.map((problem) => (
            <ProblemLine key={`${problem.code} ${problem.target} ${problem.path}`} problem={problem} />
          ))}
          <div className="row" style={{ margin: "8px 0" }}>
            {feedbackId && (
              <Button component={Go} size="compact-xs" href={paths.feedback(org, feedbackId)}>
                {t("receivers.open")}
              </Button>
            )}
            {mayReplay && delivery.kept && delivery.state !== "waiting" && (
              <ReplayOne receiverId={receiverId} deliveryId={delivery.id} />
            )}
          </div>
          {!delivery.kept ? (
            <p className="n">{t("receivers.notKept")}</p>
          ) : mayLook ? (
            <Payload receiverId={receiverId} deliveryId={delivery.id} />
          ) : (
            <p className="n">{t("permission.personal_data")}</p>
          )}
        </div>
      )}
    </details>
  )
}

// Under a noun that deliveries do not touch: looking at one leaves a trace, so it is not looked at again with each that comes.
function Payload({ receiverId, deliveryId }: { receiverId: string; deliveryId: string }) {
  const found = useGet<Answer<"ReceiverDeliveryWithPayload">>(
    "connections",
    `/receivers/${receiverId}/deliveries/${deliveryId}`,
  )
  return (
    <Loaded query={found} bones={<RowBones count={2} />}>
      {({ payload }) => <pre className={classes.code}>{readable(payload ?? "")}</pre>}
    </Loaded>
  )
}
