import { Button, Modal, NumberInput, Select, Textarea, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go, useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { PageHead } from "../../../ui/PageHead.tsx"
import { languageName } from "../../surveys/survey-words.ts"
import { leftOutWords, type Mailing } from "../asking-words.ts"
import classes from "./Asking.module.css"
import { Letters } from "./Letters.tsx"

type Reach = Answer<"MailingReach">

/** Before it is sent: whom it asks, the letter, when; then the count is confirmed. */
export function Draft({ mailing }: { mailing: Mailing }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const [confirming, setConfirming] = useState(false)
  const [dirty, setDirty] = useState(false)
  const reach = useGet<Reach>(
    "mailings",
    `/mailings/${mailing.id}/reach`,
    { version: String(mailing.version) },
    { keep: true },
  )
  const send = useChange<Reach, Mailing>({
    run: ({ people, fingerprint, version }, call) =>
      call("POST", `/mailings/${mailing.id}/sending`, { people, fingerprint, version }),
    touches: ["mailings", "policy", "surveys"],
    said: (seen) => t("mailing.startedSaid", { count: seen.people, n: format.number(seen.people) }),
    after: () => setConfirming(false),
  })
  const test = useChange<void, Answer<"MailingTest">>({
    run: (_, call) => call("POST", `/mailings/${mailing.id}/test`, {}),
    touches: ["mail"],
    said: (_, { state, detail }) => [t(`mailing.tested.${state}`), state === "sent" ? "" : (detail ?? "")].join(" "),
  })
  const discard = useChange<void>({
    run: (_, call) => call("DELETE", `/mailings/${mailing.id}`),
    touches: ["mailings", "audiences"],
    said: () => t("mailing.discarded"),
    undo: async (_, __, call) => {
      const { texts, spreadHours, perDomainHour, reminders, remindAfterDays } = mailing
      const given = { audienceId: mailing.audience.id, texts, spreadHours, perDomainHour, reminders, remindAfterDays }
      const { id } = await call<Mailing>("POST", `/surveys/${mailing.survey.id}/mailings`, given)
      go(paths.mailing(org, id))
    },
    after: () => go(paths.surveyShare(org, mailing.survey.id)),
  })
  const people = reach.data?.people ?? 0
  const others = reach.data ? leftOutWords(reach.data.leftOut, t, format) : []
  const n = format.number(people)
  return (
    <>
      <PageHead
        title={
          reach.data
            ? t("mailing.draftTitle", { count: people, n, survey: mailing.survey.title })
            : t("mailing.draftCounting", { survey: mailing.survey.title })
        }
        documentTitle={`${t("asking.byMail")}: ${mailing.survey.title}`}
        lede={
          reach.data && (
            <>
              {t("mailing.draftLede", { audience: mailing.audience.name, n: format.number(reach.data.audience) })}{" "}
              {others.length > 0 && `${t("asking.notAsked")} ${others.join(" · ")}. `}
              {reach.data.quietUntil &&
                `${t("policy.quietUntil", { when: format.dayAndTime(reach.data.quietUntil) })}. `}
              <Go href={paths.policy(org)}>{t("asking.toPolicy")}</Go>
            </>
          )
        }
      >
        <MayButton
          permission="surveys.publish"
          variant="filled"
          disabled={people === 0 || dirty}
          onClick={() => setConfirming(true)}
        >
          {t("mailing.send", { count: people, n })}
        </MayButton>
        <MayButton permission="surveys.publish" loading={test.isPending} onClick={() => test.mutate()}>
          {t("mailing.test")}
        </MayButton>
        <Button component={Go} href={paths.surveyShare(org, mailing.survey.id)}>
          {t("mailing.toSurvey")}
        </Button>
        <MayButton permission="surveys.publish" variant="subtle" onClick={() => discard.mutate()}>
          {t("mailing.discard")}
        </MayButton>
      </PageHead>
      {!mailing.mailIsSent && (
        <p className="card" role="note" style={{ marginBottom: 18 }}>
          {t("mailing.noServer")}
        </p>
      )}
      <div className={classes.two}>
        <Form key={mailing.version} mailing={mailing} onDirty={setDirty} />
        <Letters mailing={mailing} />
      </div>
      <Modal
        opened={confirming}
        onClose={() => setConfirming(false)}
        title={t("mailing.confirmTitle", { count: people, n })}
      >
        <p>{t("mailing.confirm", { count: people, n, audience: mailing.audience.name })}</p>
        <div className="row" style={{ marginTop: 16 }}>
          <Button
            variant="filled"
            data-autofocus
            loading={send.isPending}
            onClick={() => reach.data && send.mutate(reach.data)}
          >
            {t("mailing.send", { count: people, n })}
          </Button>
          <Button onClick={() => setConfirming(false)}>{t("mailing.notYet")}</Button>
        </div>
      </Modal>
    </>
  )
}

function Form({ mailing, onDirty }: { mailing: Mailing; onDirty: (dirty: boolean) => void }) {
  const { t, i18n } = useTranslation()
  const [language, setLanguage] = useState(mailing.texts[0]?.language ?? "en")
  const [texts, setTexts] = useState(mailing.texts)
  const [when, setWhen] = useState({
    spreadHours: mailing.spreadHours,
    perDomainHour: mailing.perDomainHour,
    reminders: mailing.reminders,
    remindAfterDays: mailing.remindAfterDays,
  })
  const [changed, setChanged] = useState(false)
  const save = useChange<void, Mailing>({
    run: (_, send) => send("PATCH", `/mailings/${mailing.id}`, { version: mailing.version, texts, ...when }),
    touches: ["mailings"],
    said: () => t("mailing.saved"),
    after: () => onDirty(false),
  })
  const touch = () => {
    setChanged(true)
    onDirty(true)
  }
  const text = texts.find((one) => one.language === language) ?? texts[0]
  const write = (change: { subject?: string; intro?: string }) => {
    setTexts(texts.map((one) => (one === text ? { ...one, ...change } : one)))
    touch()
  }
  const set = (change: Partial<typeof when>) => {
    setWhen({ ...when, ...change })
    touch()
  }
  const amount = (value: string | number, least: number) => (typeof value === "number" ? Math.max(least, value) : least)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {texts.length > 1 && (
        <Select
          label={t("mailing.language")}
          allowDeselect={false}
          w={220}
          value={language}
          onChange={(one) => one && setLanguage(one)}
          data={texts.map((one) => ({ value: one.language, label: languageName(one.language, i18n.language) }))}
        />
      )}
      <TextInput
        label={t("mailing.subject")}
        required
        maxLength={200}
        value={text?.subject ?? ""}
        onChange={(event) => write({ subject: event.currentTarget.value })}
      />
      <Textarea
        label={t("mailing.intro")}
        description={t("mailing.introHint", {
          name: "{{person.firstName|there}}",
          interpolation: { escapeValue: false },
        })}
        autosize
        minRows={5}
        value={text?.intro ?? ""}
        onChange={(event) => write({ intro: event.currentTarget.value })}
      />
      <div className={classes.fields}>
        <NumberInput
          label={t("mailing.spread")}
          description={t("mailing.spreadHint")}
          w={200}
          min={0}
          max={720}
          value={when.spreadHours}
          onChange={(value) => set({ spreadHours: amount(value, 0) })}
        />
        <NumberInput
          label={t("mailing.perDomain")}
          description={t("mailing.perDomainHint")}
          w={200}
          min={1}
          value={when.perDomainHour ?? ""}
          onChange={(value) => set({ perDomainHour: typeof value === "number" ? value : null })}
        />
        <NumberInput
          label={t("mailing.reminders")}
          description={t("mailing.remindersHint")}
          w={200}
          min={0}
          max={5}
          value={when.reminders}
          onChange={(value) => set({ reminders: amount(value, 0) })}
        />
        {when.reminders > 0 && (
          <NumberInput
            label={t("mailing.remindAfter")}
            description={t("mailing.remindAfterHint")}
            w={200}
            min={1}
            max={90}
            value={when.remindAfterDays}
            onChange={(value) => set({ remindAfterDays: amount(value, 1) })}
          />
        )}
      </div>
      {changed && (
        <Button type="submit" variant="filled" loading={save.isPending}>
          {t("common.save")}
        </Button>
      )}
    </form>
  )
}
