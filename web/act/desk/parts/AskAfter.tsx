import { Button, Select, TextInput } from "@mantine/core"
import { useHotkeys } from "@mantine/hooks"
import { useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { sayDone, useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { reasonWords } from "../../../listen/triggers/trigger-words.ts"
import classes from "./Desk.module.css"

type Askable = Answer<"AskableSurvey">
type Way = "mail" | "link" | "read"

/** After a contact was logged: the survey about it, by mail, by a link, or read out at once. By keyboard alone. */
export function AskAfter({
  contactId,
  personId,
  onDone,
}: {
  contactId: string
  personId: string | undefined
  onDone: () => void
}) {
  const { t } = useTranslation()
  const surveys = useGet<{ items: Askable[] }>("surveys", "/askable-surveys", personId ? { personId } : {})
  const items = surveys.data?.items ?? []
  if (surveys.data && items.length === 0) return <p className="n">{t("deskSurvey.nobody")}</p>
  if (!surveys.data) return null
  return <Offer items={items} contactId={contactId} personId={personId} onDone={onDone} />
}

function Offer({
  items,
  contactId,
  personId,
  onDone,
}: {
  items: readonly Askable[]
  contactId: string
  personId: string | undefined
  onDone: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const [id, setId] = useState(items[0]!.id)
  const [url, setUrl] = useState<string | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  const survey = items.find((one) => one.id === id) ?? items[0]!
  const ask = useChange<Way, Answer<"SurveyAskMade">>({
    run: (way, send) => send("POST", `/surveys/${id}/asks`, { way, contactId, ...(personId ? { personId } : {}) }),
    touches: ["surveys", "results"],
    after: ({ url: made }, way) => {
      if (way === "mail") {
        sayDone(t("deskSurvey.sent"))
        onDone()
      } else if (made && way === "read") {
        window.open(made, "_blank", "noopener")
        setUrl(made)
        sayDone(t("deskSurvey.opened"))
      } else if (made) {
        setUrl(made)
        // A page inside another one may not write to the clipboard: the link stands there too.
        navigator.clipboard?.writeText(made).then(
          () => sayDone(t("deskSurvey.copied")),
          () => {},
        )
      }
    },
  })
  const may = survey.whyNot === null && !ask.isPending && url === null
  const press = (way: Way) => () => {
    if (may && (way !== "mail" || survey.mail)) ask.mutate(way)
  }
  useHotkeys([
    ["M", press("mail")],
    ["L", press("link")],
    ["R", press("read")],
  ])
  const button = (way: Way, key: string, enabled: boolean) => (
    <Button
      variant={way === "mail" ? "filled" : undefined}
      disabled={!enabled}
      loading={ask.isPending && ask.variables === way}
      aria-keyshortcuts={key}
      onClick={press(way)}
    >
      {t(`deskSurvey.${way}`)}
      <kbd aria-hidden>{key}</kbd>
    </Button>
  )
  return (
    <section className={classes.problem} aria-labelledby="ask-after">
      <h2 id="ask-after" ref={heading} tabIndex={-1}>
        {t("deskSurvey.title")}
      </h2>
      {items.length > 1 ? (
        <Select
          mt={8}
          w="min(360px, 100%)"
          aria-label={t("deskSurvey.choose")}
          allowDeselect={false}
          value={id}
          onChange={(next) => next && setId(next)}
          data={items.map((one) => ({ value: one.id, label: one.title }))}
        />
      ) : (
        <p>{survey.title}</p>
      )}
      {url === null && survey.whyNot && (
        <p className="n">{t("deskSurvey.notNow", { reason: reasonWords(survey.whyNot, t, format.ago) })}</p>
      )}
      {url === null && personId && !survey.whyNot && survey.whyNotMail && (
        <p className="n">{t("deskSurvey.notMail", { reason: reasonWords(survey.whyNotMail, t, format.ago) })}</p>
      )}
      {url ? (
        <TextInput
          mt={10}
          label={t("deskSurvey.linkIs")}
          readOnly
          value={url}
          onFocus={(event) => event.currentTarget.select()}
        />
      ) : (
        <div className={classes.acts}>
          {button("mail", "M", may && survey.mail)}
          {button("link", "L", may)}
          {button("read", "R", may)}
          <Button variant="subtle" onClick={onDone}>
            {t("deskSurvey.skip")}
          </Button>
        </div>
      )}
    </section>
  )
}
