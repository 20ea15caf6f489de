import { Button, Group, NumberInput, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { ApiError } from "../../../api/client.ts"
import type { Answer } from "../../../api/generated.ts"
import { troubleIn, useChange } from "../../../app/data.tsx"
import { fieldLabel } from "../../../ui/filters/field-words.ts"
import type { Problem } from "../problem-words.ts"

type Change = Answer<"ProblemChange">
const places = ["component", "product", "version", "batch", "touchpoint", "journeyStep"] as const
const severities = ["safety", "unusable", "hindered", "annoyed"] as const
const grid = {
  display: "grid",
  gap: 8,
  gridTemplateColumns: "repeat(auto-fill, minmax(130px, 1fr))",
  alignItems: "end",
}
const ratings = ["1", "2", "3", "4", "5"]

/** Writes a problem down, or changes one: what it says, whom and where it hurts, what it is worth. */
export function ProblemForm({ problem, onDone }: { problem?: Problem; onDone: (problem: Problem) => void }) {
  const { t } = useTranslation()
  const [guided, setGuided] = useState(problem ? problem.story !== null : true)
  const [draft, setDraft] = useState(() => draftOf(problem))
  const [conflict, setConflict] = useState<string | null>(null)
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const save = useChange<{ over: boolean }, Problem>({
    run: ({ over }, send) => {
      const body = bodyOf(draft, guided)
      if (!problem) return send("POST", "/problems", body)
      return send("PATCH", `/problems/${problem.id}`, { ...body, ...(over ? {} : { version: problem.version }) }).catch(
        (error: unknown) => {
          if (error instanceof ApiError && error.code === "problem.changed_meanwhile") {
            setConflict(troubleIn(error).message)
          }
          throw error
        },
      ) as Promise<Problem>
    },
    touches: ["problems", "home", "activity"],
    said: () => t(problem ? "problem.changed" : "problem.made"),
    after: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ over: false })
  }
  const rating = (field: "customerValue" | "businessValue" | "effort") => (
    <Select
      label={t(`problem.form.${field}`)}
      placeholder={t("problem.form.notRated")}
      clearable
      data={ratings}
      value={draft[field]}
      onChange={(value) => set({ [field]: value })}
    />
  )
  return (
    <form onSubmit={submit} className="stack">
      <SegmentedControl
        aria-label={t("problem.form.how")}
        size="xs"
        value={guided ? "guided" : "free"}
        onChange={(value) => setGuided(value === "guided")}
        data={["guided", "free"].map((one) => ({ value: one, label: t(`problem.form.${one}`) }))}
      />
      {guided ? (
        <div>
          {(["as", "want", "but"] as const).map((part) => (
            <TextInput
              key={part}
              mt={6}
              label={t(`problem.form.${part}`)}
              placeholder={t(`problem.form.${part}Example`)}
              value={draft[part]}
              onChange={(event) => set({ [part]: event.currentTarget.value })}
              required
              maxLength={240}
            />
          ))}
        </div>
      ) : (
        <Textarea
          label={t("problem.form.statement")}
          description={t("problem.form.statementHint")}
          autosize
          minRows={2}
          maxLength={500}
          value={draft.statement}
          onChange={(event) => set({ statement: event.currentTarget.value })}
          required
        />
      )}
      <TextInput
        label={t("problem.form.who")}
        placeholder={t("problem.form.whoExample")}
        maxLength={500}
        value={draft.who}
        onChange={(event) => set({ who: event.currentTarget.value })}
      />
      <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
        <legend style={{ padding: 0 }}>
          <b>{t("problem.form.where")}</b>
        </legend>
        <div style={grid}>
          {places.map((field) => (
            <TextInput
              key={field}
              label={fieldLabel(field, t)}
              maxLength={300}
              value={draft.slice[field] ?? ""}
              onChange={(event) => set({ slice: { ...draft.slice, [field]: event.currentTarget.value } })}
            />
          ))}
        </div>
      </fieldset>
      <Textarea
        label={t("problem.form.jobs")}
        description={t("problem.form.jobsHint")}
        autosize
        minRows={2}
        value={draft.jobs}
        onChange={(event) => set({ jobs: event.currentTarget.value })}
      />
      <div>
        <div style={grid}>
          <Select
            label={t("problem.form.severity")}
            placeholder={t("problem.form.severityAuto")}
            clearable
            data={severities.map((one) => ({ value: one, label: t(`problem.severity.${one}`) }))}
            value={draft.severity}
            onChange={(severity) => set({ severity })}
          />
          {rating("customerValue")}
          {rating("businessValue")}
          {rating("effort")}
        </div>
        <p className="n">{t("problem.form.rating")}</p>
      </div>
      <Group align="end" gap="xs" role="group" aria-label={t("problem.form.revenue")}>
        <NumberInput
          label={t("problem.form.revenue")}
          min={0}
          w={150}
          value={draft.amount}
          onChange={(amount) => set({ amount })}
        />
        <TextInput
          label={t("problem.form.currency")}
          w={90}
          maxLength={3}
          value={draft.currency}
          onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
        />
        <Select
          label={t("problem.form.per")}
          w={200}
          allowDeselect={false}
          value={draft.per}
          onChange={(per) => set({ per: per === "total" ? "total" : "person" })}
          data={[
            { value: "person", label: t("problem.form.perPerson") },
            { value: "total", label: t("problem.form.perTotal") },
          ]}
        />
      </Group>
      {conflict && (
        <div role="alert">
          <b>{t("problem.conflict.title")}</b>
          <p>{t("problem.conflict.body", { message: conflict })}</p>
          <Button mt="xs" onClick={() => save.mutate({ over: true })}>
            {t("problem.conflict.anyway")}
          </Button>
        </div>
      )}
      <Button type="submit" variant="filled" loading={save.isPending}>
        {t(problem ? "problem.form.save" : "problem.form.create")}
      </Button>
    </form>
  )
}

type Draft = ReturnType<typeof draftOf>

function draftOf(problem: Problem | undefined) {
  return {
    statement: problem?.statement ?? "",
    as: problem?.story?.as ?? "",
    want: problem?.story?.want ?? "",
    but: problem?.story?.but ?? "",
    who: problem?.who ?? "",
    slice: problem?.slice ?? ({} as Record<string, string>),
    jobs: problem?.jobsHurt.join("\n") ?? "",
    severity: (problem?.severity ?? null) as string | null,
    customerValue: rated(problem?.customerValue),
    businessValue: rated(problem?.businessValue),
    effort: rated(problem?.effort),
    amount: (problem?.revenue?.amount ?? "") as number | string,
    currency: problem?.revenue?.currency ?? "EUR",
    per: problem?.revenue?.per ?? ("person" as "person" | "total"),
  }
}

const rated = (value: number | null | undefined) => (value ? String(value) : null)

function bodyOf(draft: Draft, guided: boolean): Change {
  const slice = Object.fromEntries(Object.entries(draft.slice).filter(([, value]) => value.trim() !== ""))
  const jobs = draft.jobs.split("\n").flatMap((line) => (line.trim() ? [line.trim()] : []))
  const number = (text: string | null) => (text ? Number(text) : null)
  return {
    ...(guided ? { story: { as: draft.as, want: draft.want, but: draft.but } } : { statement: draft.statement }),
    who: draft.who.trim() || null,
    slice,
    jobsHurt: jobs,
    severity: severities.find((one) => one === draft.severity) ?? null,
    customerValue: number(draft.customerValue),
    businessValue: number(draft.businessValue),
    effort: number(draft.effort),
    revenue:
      draft.amount === "" ? null : { amount: Number(draft.amount), per: draft.per, currency: draft.currency || "EUR" },
  }
}
