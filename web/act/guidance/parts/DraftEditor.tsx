import { Alert, Button, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useGo } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { coverageLines, expected, readSerials } from "../guidance-words.ts"
import { Preview } from "./Preview.tsx"

type Version = Answer<"GuidanceVersion">
type Text = Answer<"GuidanceText">
const empty: Text = { say: "", offer: "", notPromise: "", steps: [] }
const more = ["de", "fr", "es", "it", "nl", "pt", "pl", "ja", "ko", "ar", "tr", "zh-TW"]

/** The draft on the left as it is written, and as the agent will see it; asked for approval, it waits for somebody else. */
export function DraftEditor({
  guidance,
  draft,
  onGone,
}: {
  guidance: Answer<"GuidancePage">
  draft: Version
  onGone: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const go = useGo()
  const { org } = useSession()
  const mayEdit = useMay("guidance.edit")
  const [title, setTitle] = useState(draft.title)
  const [texts, setTexts] = useState<Record<string, Text>>(
    Object.keys(draft.texts).length > 0 ? draft.texts : { en: empty },
  )
  const [language, setLanguage] = useState(Object.keys(texts).sort()[0] ?? "en")
  const [eligibility, setEligibility] = useState(draft.eligibility)
  const [serials, setSerials] = useState(coverageLines(draft.eligibility))
  const [steps, setSteps] = useState<Record<string, string>>({})
  const [from, setFrom] = useState(local(draft.validFrom))
  const [until, setUntil] = useState(local(draft.validUntil))
  const text = texts[language] ?? empty
  const write = (part: Partial<Text>) => setTexts({ ...texts, [language]: { ...text, ...part } })
  const { serials: _, ranges: __, patterns: ___, ...others } = eligibility
  const content = {
    title,
    texts: Object.fromEntries(
      Object.entries(texts).filter(([, one]) => one.say || one.offer || one.notPromise || one.steps.length > 0),
    ),
    eligibility: { ...filled(others), ...readSerials(serials) },
    validFrom: moment(from),
    validUntil: moment(until),
  }
  const path = `/guidance/${guidance.id}`
  const save = useChange<void, Answer<"GuidancePage">>({
    run: (_, send) => send("PATCH", `${path}/draft`, { revision: draft.revision, ...content }),
    touches: ["guidance"],
    said: () => t("guidance.saved"),
  })
  const ask = useChange<void, Answer<"GuidancePage">>({
    run: async (_, send) => {
      const saved = await send<Answer<"GuidancePage">>("PATCH", `${path}/draft`, {
        revision: draft.revision,
        ...content,
      })
      return send("POST", `${path}/request`, { revision: saved.draft?.revision ?? draft.revision })
    },
    touches: ["guidance"],
    said: () => t("guidance.askedFor"),
    undo: (_, __, send) => send("DELETE", `${path}/request`),
  })
  const approve = useChange<void, Answer<"GuidancePage">>({
    run: (_, send) => send("POST", `${path}/approval`, { revision: draft.revision }),
    touches: ["guidance", "desk"],
    said: () => t(draft.validFrom ? "guidance.approvedForLater" : "guidance.nowLive"),
  })
  const takeBack = useChange<void>({
    run: (_, send) => send("DELETE", `${path}/request`),
    touches: ["guidance"],
  })
  const discard = useChange<void>({
    run: (_, send) => send("DELETE", `${path}/draft`),
    touches: ["guidance"],
    said: () => t("guidance.discarded"),
    undo: async (_, __, send) => {
      const { problem, planId } = guidance
      const again = guidance.versions.length === 1
      if (again) {
        const { id } = await send<Answer<"GuidancePage">>("POST", "/guidance", {
          ...(problem ? { problemId: problem.id } : {}),
          ...(planId ? { planId } : {}),
          ...content,
        })
        return go(paths.guidance(org, id))
      }
      const { draft: fresh } = await send<Answer<"GuidancePage">>("POST", `${path}/versions`)
      return send("PATCH", `${path}/draft`, { revision: fresh?.revision ?? 1, ...content })
    },
    after: () => guidance.versions.length === 1 && onGone(),
  })
  if (draft.state === "asked") {
    return (
      <section>
        <h2>{t("guidance.waitsTitle", { number: draft.number })}</h2>
        <p className="n" style={{ marginBottom: 10 }}>
          {t("guidance.askedBy", {
            name: draft.requested?.by ?? "",
            when: format.ago(draft.requested?.at ?? draft.changed.at),
          })}
          {draft.approvalBarred && ` ${t(`guidance.barred.${draft.approvalBarred}`)}`}
        </p>
        <Preview version={draft} />
        <div className="row" style={{ marginTop: 14 }}>
          {draft.mayApprove && (
            <Button variant="filled" onClick={() => approve.mutate()} loading={approve.isPending}>
              {t(draft.validFrom ? "guidance.approve" : "guidance.approveNow")}
            </Button>
          )}
          <MayButton permission="guidance.edit" onClick={() => takeBack.mutate()}>
            {t("guidance.writeOn")}
          </MayButton>
        </div>
      </section>
    )
  }
  if (!mayEdit) {
    return (
      <section>
        <h2>{t("guidance.beingWritten", { number: draft.number })}</h2>
        <Preview version={draft} />
      </section>
    )
  }
  const missing = expected.filter((tag) => !content.texts[tag])
  return (
    <section>
      <h2>{t("guidance.beingWritten", { number: draft.number })}</h2>
      <TextInput
        label={t("guidance.field.title")}
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <div className="row" style={{ marginTop: 14 }}>
        <SegmentedControl
          aria-label={t("guidance.languageOf")}
          value={language}
          onChange={setLanguage}
          data={[...new Set([...expected, ...Object.keys(texts), language])].map((tag) => ({
            value: tag,
            label: valueLabel("language", tag, t),
          }))}
        />
        <Select
          aria-label={t("guidance.addLanguage")}
          placeholder={t("guidance.addLanguage")}
          w={180}
          searchable
          value={null}
          onChange={(tag) => tag && setLanguage(tag)}
          data={more.filter((tag) => !texts[tag]).map((tag) => ({ value: tag, label: valueLabel("language", tag, t) }))}
        />
      </div>
      {missing.length > 0 && (
        <Alert mt={10} color="yellow" variant="light" p="xs">
          {t("guidance.missingIn", {
            language: missing.map((tag) => valueLabel("language", tag, t)).join(t("common.listComma")),
          })}
        </Alert>
      )}
      <div lang={language} dir="auto">
        <Textarea
          mt={12}
          label={t("guidance.field.say")}
          description={t("guidance.sayHint")}
          autosize
          minRows={2}
          value={text.say}
          onChange={(event) => write({ say: event.currentTarget.value })}
        />
        <Textarea
          mt={12}
          label={t("guidance.field.offer")}
          autosize
          minRows={1}
          value={text.offer}
          onChange={(event) => write({ offer: event.currentTarget.value })}
        />
        <Textarea
          mt={12}
          label={t("guidance.field.notPromise")}
          autosize
          minRows={1}
          value={text.notPromise}
          onChange={(event) => write({ notPromise: event.currentTarget.value })}
        />
        <Textarea
          mt={12}
          label={t("guidance.field.steps")}
          description={t("guidance.stepsHint")}
          autosize
          minRows={2}
          value={steps[language] ?? text.steps.join("\n")}
          onChange={(event) => {
            const words = event.currentTarget.value
            setSteps({ ...steps, [language]: words })
            write({
              steps: words
                .split("\n")
                .map((line) => line.trim())
                .filter(Boolean),
            })
          }}
        />
      </div>
      <details style={{ marginTop: 16 }} open={Boolean(serials || eligibility.batch?.length || from || until)}>
        <summary style={{ cursor: "pointer" }}>
          <b>{t("guidance.field.coverage")}</b>
        </summary>
        <p className="n">{t("guidance.coverageHint")}</p>
        <TextInput
          mt={10}
          label={t("guidance.products")}
          value={(eligibility.product ?? []).join(", ")}
          onChange={(event) => setEligibility(listed(eligibility, "product", event.currentTarget.value))}
        />
        <TextInput
          mt={10}
          label={t("guidance.batchLabel")}
          value={(eligibility.batch ?? []).join(", ")}
          onChange={(event) => setEligibility(listed(eligibility, "batch", event.currentTarget.value))}
        />
        <Textarea
          mt={10}
          label={t("guidance.serialsLabel")}
          description={t("guidance.serialsHint")}
          autosize
          minRows={2}
          maxRows={10}
          value={serials}
          onChange={(event) => setSerials(event.currentTarget.value)}
        />
        <div className="row" style={{ marginTop: 10 }}>
          <TextInput
            type="date"
            label={t("guidance.boughtFrom")}
            value={eligibility.purchasedFrom ?? ""}
            onChange={(event) => setEligibility(dated(eligibility, "purchasedFrom", event.currentTarget.value))}
          />
          <TextInput
            type="date"
            label={t("guidance.boughtTo")}
            value={eligibility.purchasedTo ?? ""}
            onChange={(event) => setEligibility(dated(eligibility, "purchasedTo", event.currentTarget.value))}
          />
        </div>
        <div className="row" style={{ marginTop: 10 }}>
          <TextInput
            type="datetime-local"
            label={t("guidance.field.validFrom")}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={t("guidance.field.validUntil")}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </div>
      </details>
      <h3 style={{ marginTop: 20 }}>{t("guidance.asAgents")}</h3>
      <Preview version={{ ...content, eligibility: content.eligibility }} language={language} />
      <div className="row" style={{ marginTop: 14 }}>
        <Button variant="filled" onClick={() => ask.mutate()} loading={ask.isPending}>
          {t("guidance.ask")}
        </Button>
        <Button onClick={() => save.mutate()} loading={save.isPending}>
          {t("common.save")}
        </Button>
        <Button variant="subtle" onClick={() => discard.mutate()}>
          {t("guidance.discard")}
        </Button>
      </div>
    </section>
  )
}

type Eligibility = Version["eligibility"]

function listed(eligibility: Eligibility, field: "product" | "batch", words: string): Eligibility {
  const { [field]: _, ...rest } = eligibility
  const values = words.split(",").map((one, place, all) => (place === all.length - 1 ? one.trimStart() : one.trim()))
  return values.some(Boolean)
    ? { ...rest, [field]: values.filter((one, place) => one || place === values.length - 1) }
    : rest
}

/** Without what was left empty while typing. */
function filled(eligibility: Eligibility): Eligibility {
  const { product, batch, ...rest } = eligibility
  const kept = (all: string[] | undefined) => (all ?? []).map((one) => one.trim()).filter(Boolean)
  return {
    ...rest,
    ...(kept(product).length > 0 ? { product: kept(product) } : {}),
    ...(kept(batch).length > 0 ? { batch: kept(batch) } : {}),
  }
}

function dated(eligibility: Eligibility, field: "purchasedFrom" | "purchasedTo", day: string): Eligibility {
  const { [field]: _, ...rest } = eligibility
  return day ? { ...rest, [field]: day } : rest
}

/** A moment as the browser's field takes it, in the reader's time zone. */
function local(iso: string | null): string {
  if (!iso) return ""
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const moment = (field: string) => (field ? new Date(field).toISOString() : null)
