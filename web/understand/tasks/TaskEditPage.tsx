import { Button, Checkbox, NumberInput, Textarea, TextInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { useParams } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Matchers } from "./parts/Matchers.tsx"
import { Preview } from "./parts/Preview.tsx"
import type { Definition, Matcher, Task } from "./task-words.ts"

/** Where a task is defined: by the events that begin it, lead through it and end it, with what that would find. */
export default function TaskEditPage() {
  const { id } = useParams({ strict: false })
  const task = useGet<Task>("tasks", `/tasks/${id}`, {}, { enabled: id !== undefined })
  if (id === undefined) return <Editor />
  return (
    <Loaded query={task} bones={<HeadBones />}>
      {(data) => <Editor key={data.version} task={data} />}
    </Loaded>
  )
}

type Step = { name: string; any: Matcher[]; optional: boolean }
type Draft = {
  name: string
  about: string
  start: Matcher[]
  steps: Step[]
  success: Matcher[]
  failure: Matcher[]
  errors: Matcher[]
  timeoutMinutes: number
}

function Editor({ task }: { task?: Task }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [draft, setDraft] = useState<Draft>(() => draftOf(task))
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const names = useGet<{ items: Answer<"EventName">[] }>("events", "/events/names", { limit: 500 })
  const known = [...new Set((names.data?.items ?? []).map((one) => one.name))]
  const definition = definitionOf(draft)
  const [settled] = useDebouncedValue(definition, 500)
  const save = useChange<void, Task>({
    run: (_, send) => {
      const given = { name: draft.name.trim(), definition }
      return task
        ? send("PATCH", `/tasks/${task.id}`, { ...given, about: draft.about.trim() || null, version: task.version })
        : send("POST", "/tasks", { ...given, ...(draft.about.trim() ? { about: draft.about.trim() } : {}) })
    },
    touches: ["tasks"],
    said: () => t("builder.saved"),
    after: (saved) => go(paths.task(org, saved.id)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <PageHead
        title={task ? t("builder.editTitle", { name: task.name }) : t("builder.newTitle")}
        documentTitle={task?.name ?? t("tasks.new")}
      />
      <div className="cols" style={{ marginTop: 0 }}>
        <div className="stack">
          <TextInput
            label={t("builder.name")}
            description={t("builder.nameHint")}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            required
            maxLength={200}
          />
          <Matchers
            title={t("builder.start")}
            hint={t("builder.startHint")}
            known={known}
            value={draft.start}
            onChange={(start) => set({ start })}
          />
          <Steps known={known} steps={draft.steps} onChange={(steps) => set({ steps })} />
          <Matchers
            title={t("builder.success")}
            known={known}
            value={draft.success}
            onChange={(success) => set({ success })}
          />
          <Matchers
            title={t("builder.failure")}
            hint={t("builder.failureHint")}
            known={known}
            value={draft.failure}
            onChange={(failure) => set({ failure })}
          />
          <Matchers
            title={t("builder.errors")}
            hint={t("builder.errorsHint")}
            known={known}
            value={draft.errors}
            onChange={(errors) => set({ errors })}
          />
          <NumberInput
            label={t("builder.timeout")}
            description={t("builder.timeoutUnit")}
            w={220}
            min={1}
            max={43_200}
            allowDecimal={false}
            value={draft.timeoutMinutes}
            onChange={(value) => set({ timeoutMinutes: Math.max(1, Number(value) || 1) })}
          />
          <Textarea
            label={t("builder.about")}
            value={draft.about}
            onChange={(event) => set({ about: event.currentTarget.value })}
            autosize
            minRows={2}
            maxLength={2_000}
          />
          <MayButton permission="tasks.edit" type="submit" variant="filled" loading={save.isPending}>
            {t("builder.save")}
          </MayButton>
        </div>
        <aside className="stack">
          <Preview definition={settled} />
        </aside>
      </div>
    </form>
  )
}

function Steps({ known, steps, onChange }: { known: string[]; steps: Step[]; onChange: (steps: Step[]) => void }) {
  const { t } = useTranslation()
  const change = (at: number, part: Partial<Step>) =>
    onChange(steps.map((step, index) => (index === at ? { ...step, ...part } : step)))
  const up = (at: number) =>
    onChange(steps.map((step, index) => (index === at - 1 ? steps[at]! : index === at ? steps[at - 1]! : step)))
  return (
    <section>
      <h2>{t("builder.steps")}</h2>
      <p className="n">{t("builder.stepsHint")}</p>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <div key={index} style={{ borderTop: "1px solid var(--line)", padding: "12px 0" }}>
          <div className="row">
            <TextInput
              style={{ flex: "1 1 180px" }}
              aria-label={`${t("builder.step", { n: index + 1 })}: ${t("builder.stepName")}`}
              placeholder={t("builder.stepName")}
              value={step.name}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <Checkbox
              label={t("builder.optional")}
              checked={step.optional}
              onChange={(event) => change(index, { optional: event.currentTarget.checked })}
            />
            {index > 0 && (
              <Button size="compact-xs" variant="subtle" onClick={() => up(index)}>
                {t("builder.moveUp")}
              </Button>
            )}
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => onChange(steps.filter((_, other) => other !== index))}
            >
              {t("builder.removeStep")}
            </Button>
          </div>
          <Matchers
            label={t("builder.step", { n: index + 1 })}
            known={known}
            value={step.any}
            onChange={(any) => change(index, { any })}
          />
        </div>
      ))}
      {steps.length < 12 && (
        <Button mt="sm" onClick={() => onChange([...steps, { name: "", any: [], optional: false }])}>
          {t("builder.addStep")}
        </Button>
      )}
    </section>
  )
}

const draftOf = (task?: Task): Draft => ({
  name: task?.name ?? "",
  about: task?.about ?? "",
  start: task?.definition.start ?? [],
  steps: (task?.definition.steps ?? []).map((one) => ({ ...one, optional: one.optional ?? false })),
  success: task?.definition.success ?? [],
  failure: task?.definition.failure ?? [],
  errors: task?.definition.errors ?? [],
  timeoutMinutes: task?.definition.timeoutMinutes ?? 30,
})

/** What is saved and tried: lines that name no event yet are left out, and a step takes its event's name. */
function definitionOf({ start, steps, success, failure, errors, timeoutMinutes }: Draft): Definition {
  const full = (all: Matcher[]) =>
    all
      .filter((one) => one.event.trim() !== "")
      .map((one) => ({
        event: one.event.trim(),
        where: (one.where ?? []).filter((part) => part.field !== "attributes." && (part.values ?? []).length > 0),
      }))
  return {
    start: full(start),
    steps: steps
      .map((one) => ({ ...one, any: full(one.any) }))
      .filter((one) => one.any.length > 0)
      .map((one) => ({ ...one, name: one.name.trim() || one.any[0]!.event.slice(0, 100) })),
    success: full(success),
    failure: full(failure),
    errors: full(errors),
    timeoutMinutes,
  }
}
