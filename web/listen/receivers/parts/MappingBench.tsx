import { Button, SegmentedControl, TagsInput, Textarea, TextInput } from "@mantine/core"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useDeferredValue, useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../../api/client.ts"
import type { Answer } from "../../../api/generated.ts"
import { troubleIn, useChange } from "../../../app/data.tsx"
import { useSession } from "../../../app/session.tsx"
import { type Mapping, readable } from "../rules.ts"
import { RuleTable } from "./RuleTable.tsx"
import { TrialView } from "./TrialView.tsx"

/** How payloads are read, tried at once on a real one: what was sent on the left, the feedback it becomes beside it. */
export function MappingBench({ receiver }: { receiver: Answer<"Receiver"> }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<Mapping | null>(null)
  const [payload, setPayload] = useState<string | null>(null)
  const mapping = draft ?? receiver.mapping
  const first = useTrial(receiver.id, null, {})
  const text = payload ?? (first.data ? readable(first.data.payload) : "")
  const asked = useDeferredValue(JSON.stringify({ mapping, payload: text }))
  const tried = useTrial(receiver.id, first.data ? asked : undefined, JSON.parse(asked) as object)
  const trial = tried.data ?? first.data
  const save = useChange<Mapping>({
    run: (next, send) => send("PATCH", `/receivers/${receiver.id}`, { mapping: next, version: receiver.version }),
    touches: ["receivers"],
    said: () => t("receivers.saved"),
    undo: (_, __, send) => send("PATCH", `/receivers/${receiver.id}`, { mapping: receiver.mapping }),
    after: () => setDraft(null),
  })
  const trouble = tried.error ? troubleIn(tried.error) : null
  return (
    <section style={{ marginBottom: 30 }}>
      <h2>{t("receivers.bench.title")}</h2>
      <p className="n" style={{ marginBottom: 12, maxWidth: 720 }}>
        {t(`receivers.bench.from.${payload === null ? (first.data?.from ?? "example") : "given"}`)}
      </p>
      <div className="cols" style={{ marginTop: 0 }}>
        <div className="stack" style={{ minWidth: 0 }}>
          <Textarea
            label={t("receivers.bench.payload")}
            description={t("receivers.bench.payloadHint")}
            value={text}
            onChange={(event) => setPayload(event.currentTarget.value)}
            autosize
            minRows={8}
            maxRows={20}
            spellCheck={false}
            styles={{ input: { fontFamily: "ui-monospace, monospace", fontSize: 12.5 } }}
          />
          {payload !== null && (
            <Button size="compact-sm" onClick={() => setPayload(null)}>
              {t("receivers.bench.back")}
            </Button>
          )}
        </div>
        <aside aria-live="polite" style={{ minWidth: 0 }}>
          <h3>{t("receivers.bench.becomes")}</h3>
          {trouble ? (
            <p style={{ color: "var(--bad)" }}>
              {trouble.message} {trouble.remedy}
            </p>
          ) : (
            trial && <TrialView trial={trial} />
          )}
        </aside>
      </div>
      <RuleTable mapping={mapping} trial={trial} onChange={setDraft} />
      <More mapping={mapping} onChange={setDraft} />
      <div className="row" style={{ marginTop: 16 }}>
        <Button
          variant="filled"
          disabled={draft === null || trouble !== null}
          loading={save.isPending}
          onClick={() => draft && save.mutate(draft)}
        >
          {t("receivers.bench.save")}
        </Button>
        {draft && <Button onClick={() => setDraft(null)}>{t("receivers.bench.discard")}</Button>}
      </div>
    </section>
  )
}

/** Tries a mapping. Its key stands apart from the receiver's data, so that what arrives meanwhile does not try it again. */
function useTrial(id: string, key: string | null | undefined, body: object) {
  const { org } = useSession()
  return useQuery({
    queryKey: [org, "receiver-trial", id, key],
    queryFn: ({ signal }) =>
      call<Answer<"ReceiverTrial">>("POST", `/receivers/${id}/trial`, { organization: org, body, signal }),
    enabled: key !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** What most never touch: which payloads count, a list of items, and what happens to words that are known. */
function More({ mapping, onChange }: { mapping: Mapping; onChange: (mapping: Mapping) => void }) {
  const { t } = useTranslation()
  const setCondition = (index: number, change: Partial<Mapping["when"][number]>) =>
    onChange({ ...mapping, when: mapping.when.map((one, at) => (at === index ? { ...one, ...change } : one)) })
  return (
    <details style={{ marginTop: 14, maxWidth: 760 }}>
      <summary style={{ cursor: "pointer" }}>{t("receivers.more.title")}</summary>
      <div className="stack" style={{ paddingTop: 12 }}>
        <div>
          <h3>{t("receivers.more.when")}</h3>
          <p className="n">{t("receivers.more.whenHint")}</p>
          {mapping.when.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no id, and are only added at the end
            <div key={index} className="row" style={{ gap: 6, marginTop: 8, alignItems: "flex-start" }}>
              <TextInput
                size="xs"
                style={{ flex: "1 1 220px" }}
                aria-label={t("receivers.more.whenPath", { n: index + 1 })}
                value={one.from}
                onChange={(event) => setCondition(index, { from: event.currentTarget.value })}
              />
              <TagsInput
                size="xs"
                style={{ flex: "1 1 220px" }}
                aria-label={t("receivers.more.whenValues", { n: index + 1 })}
                value={one.values}
                onChange={(values) => setCondition(index, { values })}
              />
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => onChange({ ...mapping, when: mapping.when.filter((_, at) => at !== index) })}
              >
                {t("common.remove")}
              </Button>
            </div>
          ))}
          <Button
            mt="xs"
            size="compact-xs"
            onClick={() => onChange({ ...mapping, when: [...mapping.when, { from: "type", values: ["new"] }] })}
          >
            {t("receivers.more.addWhen")}
          </Button>
        </div>
        <TextInput
          size="xs"
          label={t("receivers.more.items")}
          description={t("receivers.more.itemsHint")}
          value={mapping.items ?? ""}
          onChange={(event) => {
            const { items: _, ...rest } = mapping
            onChange({ ...rest, ...(event.currentTarget.value ? { items: event.currentTarget.value } : {}) })
          }}
        />
        <div>
          <h3>{t("receivers.more.words")}</h3>
          <SegmentedControl
            size="xs"
            aria-label={t("receivers.more.words")}
            value={mapping.words}
            onChange={(words) => onChange({ ...mapping, words: words === "replace" ? "replace" : "add" })}
            data={(["add", "replace"] as const).map((value) => ({ value, label: t(`receivers.more.${value}`) }))}
          />
        </div>
      </div>
    </details>
  )
}
