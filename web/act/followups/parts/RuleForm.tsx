import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Condition, Member } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { FilterBar } from "../../../ui/filters/FilterBar.tsx"
import { Voice } from "../../../ui/Voice.tsx"

type Rule = Answer<"FollowupRule">
const ways = ["round_robin", "least_loaded", "fixed", "nobody"] as const
const priorities = ["urgent", "high", "normal"] as const

/** A rule, and what it would have made, before it is saved. */
export function RuleForm({ rule, onDone }: { rule: Rule | undefined; onDone: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [name, setName] = useState(rule?.name ?? "")
  const [where, setWhere] = useState<Condition[]>((rule?.definition.where ?? []) as Condition[])
  const [words, setWords] = useState(rule?.definition.q ?? "")
  const [scale, setScale] = useState(rule?.definition.scale ?? { min: 1, max: 5 })
  const [departmentId, setDepartment] = useState(rule?.departmentId ?? "")
  const [assigning, setAssigning] = useState<Rule["assigning"]>(rule?.assigning ?? "round_robin")
  const [ownerId, setOwner] = useState(rule?.ownerId ?? "")
  const [promisedHours, setHours] = useState(rule?.promisedHours ?? 8)
  const [businessHours, setBusiness] = useState(rule?.businessHours ?? true)
  const [priority, setPriority] = useState<Rule["priority"]>(rule?.priority ?? "normal")
  const departments = useGet<{ items: { id: string; name: string }[] }>("departments", "/departments")
  const members = useGet<{ items: Member[] }>("members", "/members", {}, { enabled: assigning === "fixed" })
  const scored = where.some((one) => one.field.startsWith("score."))
  const definition = { where, ...(words.trim() ? { q: words } : {}), ...(scored ? { scale } : {}) }
  const tried = useChange<void, Answer<"FollowupRuleTrial">>({
    run: (_, send) => send("POST", "/followup-rules/trial", { definition }),
    touches: [],
  })
  const save = useChange<void, Rule>({
    run: (_, send) => {
      const content = {
        name,
        definition,
        departmentId: departmentId || departments.data?.items[0]?.id,
        assigning,
        ownerId: assigning === "fixed" ? ownerId || null : null,
        promisedHours,
        businessHours,
        priority,
      }
      return rule
        ? send("PATCH", `/followup-rules/${rule.id}`, { ...content, version: rule.version })
        : send("POST", "/followup-rules", content)
    },
    touches: ["followups"],
    said: () => t("rules.saved"),
    after: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const empty = where.length === 0 && !words.trim()
  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        label={t("rules.name")}
        placeholder={t("rules.nameExample")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        maxLength={120}
        data-autofocus
      />
      <TextInput label={t("rules.words")} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      <div>
        <p style={{ fontWeight: 500, marginBottom: 6 }}>{t("rules.conditions")}</p>
        <FilterBar
          query={{ where }}
          onChange={(change) => change.where && setWhere(change.where)}
          search={false}
          period={false}
        />
        {scored && (
          <div className="row" style={{ marginTop: 8 }}>
            <NumberInput
              size="xs"
              w={150}
              label={t("rules.scaleMin")}
              value={scale.min}
              onChange={(value) => setScale({ ...scale, min: Number(value) })}
            />
            <NumberInput
              size="xs"
              w={100}
              label={t("rules.scaleMax")}
              value={scale.max}
              onChange={(value) => setScale({ ...scale, max: Number(value) })}
            />
          </div>
        )}
      </div>
      <div className="row" style={{ alignItems: "flex-end" }}>
        <NativeSelect
          label={t("rules.department")}
          value={departmentId}
          onChange={(event) => setDepartment(event.currentTarget.value)}
          data={(departments.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
        <NativeSelect
          label={t("rules.whoGets")}
          value={assigning}
          onChange={(event) => setAssigning(ways.find((one) => one === event.currentTarget.value) ?? "round_robin")}
          data={ways.map((one) => ({ value: one, label: t(`rules.assigning.${one}`) }))}
        />
        {assigning === "fixed" && (
          <NativeSelect
            label={t("rules.owner")}
            value={ownerId}
            onChange={(event) => setOwner(event.currentTarget.value)}
            data={[
              { value: "", label: "–" },
              ...(members.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
            ]}
          />
        )}
      </div>
      <div className="row" style={{ alignItems: "flex-end" }}>
        <NumberInput
          label={t("rules.hours")}
          w={190}
          min={0.25}
          max={2000}
          value={promisedHours}
          onChange={(value) => setHours(Number(value) || 1)}
        />
        <NativeSelect
          label={t("followup.priority")}
          value={priority}
          onChange={(event) => setPriority(priorities.find((one) => one === event.currentTarget.value) ?? "normal")}
          data={priorities.map((one) => ({ value: one, label: t(`followup.priorities.${one}`) }))}
        />
      </div>
      <Checkbox
        label={t("rules.business")}
        checked={businessHours}
        onChange={(event) => setBusiness(event.currentTarget.checked)}
      />
      {tried.data && (
        <section aria-live="polite">
          <p>
            <b>
              {t("rules.wouldHave", {
                perWeek: format.number(tried.data.perWeek, tried.data.perWeek < 10 ? 1 : 0),
                people: format.number(tried.data.people),
                feedback: format.number(tried.data.feedback),
              })}
            </b>{" "}
            {tried.data.unknown > 0 && t("rules.unknown", { count: tried.data.unknown })}
          </p>
          {tried.data.samples.slice(0, 3).map((one) => one.text && <Voice key={one.id} text={one.text} lines={2} />)}
        </section>
      )}
      <div className="row">
        <Button type="submit" variant="filled" disabled={empty || !name.trim()} loading={save.isPending}>
          {t("rules.save")}
        </Button>
        <Button disabled={empty} loading={tried.isPending} onClick={() => tried.mutate()}>
          {t("rules.try")}
        </Button>
      </div>
    </form>
  )
}
