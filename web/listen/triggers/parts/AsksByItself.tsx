import { Button, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useMay } from "../../../app/session.tsx"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import type { SurveyRecord } from "../../surveys/survey-words.ts"
import { contactClosed, type Kind, kindOf, kinds, type Trigger, triggerSentence } from "../trigger-words.ts"
import { useSetup } from "../use-setup.ts"
import { Causes } from "./Causes.tsx"

type Asking = Answer<"SurveyAsking">

/** When a survey asks by itself, by mail: the rule in a sentence, whether it runs, and what came of it. */
export function AsksByItself({ survey }: { survey: SurveyRecord }) {
  const { t } = useTranslation()
  const format = useFormat()
  const asking = useGet<Asking>("surveys", `/surveys/${survey.id}/asking`, {}, { refetchInterval: 20_000 })
  const run = useChange<boolean, Asking>({
    run: (on, send) => send(on ? "POST" : "DELETE", `/surveys/${survey.id}/asking`),
    touches: ["surveys"],
    said: (on) => t(on ? "triggers.started" : "triggers.stopped"),
    undo: (on, _, send) => send(on ? "DELETE" : "POST", `/surveys/${survey.id}/asking`),
  })
  const { trigger } = survey.setup
  const now = asking.data
  const held = now?.notAsked.reduce((sum, one) => sum + one.n, 0) ?? 0
  return (
    <section>
      <h2>{t("triggers.byItself")}</h2>
      <p>{triggerSentence(trigger, t)}</p>
      {now?.seen && <p className="n">{t("triggers.seen", { count: now.seen.n, days: now.seen.days })}</p>}
      <TriggerForm key={JSON.stringify(trigger)} survey={survey} />
      {now && (kindOf(trigger) !== "always" || now.running) && (
        <>
          <div className="row" style={{ marginTop: 12 }}>
            {now.running ? (
              <MayButton permission="surveys.publish" loading={run.isPending} onClick={() => run.mutate(false)}>
                {t("triggers.stop")}
              </MayButton>
            ) : (
              <MayButton
                permission="surveys.publish"
                variant="filled"
                disabled={now.notReady !== null}
                loading={run.isPending}
                onClick={() => run.mutate(true)}
              >
                {t("triggers.start")}
              </MayButton>
            )}
            <span className="n">
              {now.running
                ? t("triggers.running", { when: format.dayAndTime(now.running.at), who: now.running.by })
                : now.notReady
                  ? t(`triggers.missing.${now.notReady}`)
                  : t("triggers.notRunning")}
            </span>
          </div>
          {(now.running || now.asked + held > 0) && (
            <p style={{ marginTop: 10 }}>{t("triggers.counts", { waiting: now.waiting, asked: now.asked, held })}</p>
          )}
          {(now.running || now.asked + held > 0) && <Causes surveyId={survey.id} />}
        </>
      )}
    </section>
  )
}

const contactChannels = ["call", "chat", "email", "ticket"]

function TriggerForm({ survey }: { survey: SurveyRecord }) {
  const { t } = useTranslation()
  const may = useMay("surveys.edit")
  const before = survey.setup.trigger
  const [trigger, setTrigger] = useState<Trigger>(before ?? { kind: "always" })
  const save = useSetup(survey)
  const kind = kindOf(trigger)
  const known = useGet<{ items: { name: string }[] }>("events", "/events/names", {}, { enabled: kind === "event" })
  const change = (part: Partial<Trigger>) => setTrigger({ ...trigger, ...part })
  const number = (name: "afterHours" | "withinHours" | "everyDays", label: string, min: number, fallback: number) => (
    <NumberInput
      label={label}
      w={name === "withinHours" ? 230 : 150}
      min={min}
      max={name === "everyDays" ? 1_000 : 8_760}
      disabled={!may}
      value={trigger[name] ?? fallback}
      onChange={(value) => typeof value === "number" && change({ [name]: value })}
    />
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ trigger })
      }}
    >
      <div className="row" style={{ alignItems: "flex-end", marginTop: 10 }}>
        <Select
          label={t("triggers.when")}
          w={230}
          allowDeselect={false}
          disabled={!may}
          value={kind}
          onChange={(next) => next && setTrigger(ofKind(next as Kind, trigger))}
          data={kinds.map((value) => ({ value, label: t(`triggers.kinds.${value}`) }))}
        />
        {kind === "event" && (
          <>
            <TextInput
              label={t("triggers.eventName")}
              placeholder={t("triggers.eventExample")}
              list="trigger-events"
              maxLength={200}
              disabled={!may}
              value={trigger.event ?? ""}
              onChange={(event) => change({ event: event.currentTarget.value })}
            />
            <datalist id="trigger-events">
              {(known.data?.items ?? []).map(({ name }) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
        {kind === "contact" && (
          <MultiSelect
            label={t("triggers.channels")}
            placeholder={trigger.channels?.length ? undefined : t("triggers.channelsAll")}
            miw={220}
            disabled={!may}
            value={trigger.channels ?? []}
            onChange={(channels) => change({ channels })}
            data={contactChannels.map((value) => ({ value, label: valueLabel("kind", value, t) }))}
          />
        )}
        {(kind === "contact" || kind === "event") && (
          <>
            {number("afterHours", t("triggers.after"), 0, 0)}
            {number("withinHours", t("triggers.within"), 1, 24)}
          </>
        )}
        {kind === "schedule" && number("everyDays", t("triggers.everyRound"), 7, 90)}
        {kind !== "always" && (
          <NumberInput
            label={t("triggers.share")}
            w={230}
            min={1}
            max={100}
            disabled={!may}
            value={Math.round((trigger.share ?? 1) * 100)}
            onChange={(value) => typeof value === "number" && value > 0 && change({ share: value / 100 })}
          />
        )}
        {may && JSON.stringify(trigger) !== JSON.stringify(before ?? { kind: "always" }) && (
          <Button type="submit" variant="filled" loading={save.isPending}>
            {t("triggers.save")}
          </Button>
        )}
      </div>
    </form>
  )
}

/** What another kind keeps of the rule, so that trying one out loses nothing that still means something. */
function ofKind(kind: Kind, { share, afterHours, withinHours, event, everyDays }: Trigger): Trigger {
  if (kind === "always") return { kind: "always" }
  if (kind === "schedule") return { kind, everyDays: everyDays ?? 90, ...(share ? { share } : {}) }
  const times = { afterHours: afterHours ?? 1, withinHours: withinHours ?? 24, ...(share ? { share } : {}) }
  if (kind === "contact") return { kind: "event", event: contactClosed, ...times }
  return { kind: "event", event: event === contactClosed ? "" : (event ?? ""), ...times }
}
