import { Button, Radio, Select } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { Go, useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"

type PlanList = { items: { id: string; number: number; title: string }[] }
const kinds = ["safety", "first", "update", "fixed"] as const

/** A notice begins from a plan: whom it is for and what it says of the problem come from there. */
export function NewNotice({ planId, previousId }: { planId?: string | undefined; previousId?: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const plans = useGet<PlanList>("plans", "/plans", { state: "open", limit: 200 }, { enabled: !planId })
  const [plan, setPlan] = useState<string | null>(planId ?? null)
  const [kind, setKind] = useState<(typeof kinds)[number]>(previousId ? "update" : "first")
  const [reach, setReach] = useState<"same" | "added">("same")
  const [channel, setChannel] = useState<"email" | "webhook">("email")
  const settings = useGet<Answer<"NoticeSettings">>("notices", "/notices/settings")
  const hasProvider = Boolean(settings.data?.webhookUrl && settings.data.hasWebhookSecret)
  const draft = useChange<void, Answer<"Notice">>({
    run: (_, send) =>
      send("POST", `/plans/${plan}/notices`, { kind, channel, ...(previousId ? { previousId, reach } : {}) }),
    touches: ["notices", "plans"],
    after: (notice) => go(paths.notice(org, notice.id)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (plan) draft.mutate()
  }
  if (!planId && plans.data?.items.length === 0)
    return (
      <>
        <p>{t("notices.noPlan")}</p>
        <Button mt="md" component={Go} href={paths.plans(org)} variant="filled">
          {t("notices.toPlans")}
        </Button>
      </>
    )
  return (
    <form onSubmit={submit} className="stack">
      {!planId && (
        <Select
          label={t("notices.plan")}
          searchable
          required
          value={plan}
          onChange={setPlan}
          data={(plans.data?.items ?? []).map((one) => ({ value: one.id, label: `${one.number} · ${one.title}` }))}
        />
      )}
      <Radio.Group label={t("notice.kindLabel")} value={kind} onChange={(value) => setKind(value as typeof kind)}>
        {kinds.map((one) => (
          <Radio
            key={one}
            mt="xs"
            value={one}
            label={t(`notice.kind.${one}`)}
            description={t(`notice.kindHint.${one}`)}
          />
        ))}
      </Radio.Group>
      {previousId && (
        <Radio.Group label={t("notice.reachLabel")} value={reach} onChange={(value) => setReach(value as typeof reach)}>
          <Radio mt="xs" value="same" label={t("notice.reach.same")} />
          <Radio mt="xs" value="added" label={t("notice.reach.added")} />
        </Radio.Group>
      )}
      <Radio.Group
        label={t("notice.channelLabel")}
        value={channel}
        onChange={(value) => setChannel(value as typeof channel)}
      >
        <Radio mt="xs" value="email" label={t("notice.channel.email")} />
        <Radio
          mt="xs"
          value="webhook"
          disabled={!hasProvider}
          label={t("notice.channel.webhook")}
          description={hasProvider ? undefined : t("notice.noProvider")}
        />
      </Radio.Group>
      <Button type="submit" variant="filled" loading={draft.isPending} disabled={!plan}>
        {t("notices.draft")}
      </Button>
    </form>
  )
}
