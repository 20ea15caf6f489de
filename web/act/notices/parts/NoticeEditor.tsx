import { Button, Menu, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useMay } from "../../../app/session.tsx"
import { Letter } from "../../standing/Letter.tsx"
import { AsWritten } from "./AsWritten.tsx"
import classes from "./NoticeEditor.module.css"
import { languageName } from "./notice-words.ts"
import { smsOf } from "./sms.ts"

const fields = [
  "name",
  "product",
  "component",
  "version",
  "batch",
  "serial",
  "order_number",
  "purchased",
  "organization",
  "status_link",
] as const
const offered = ["en", "zh-CN", "de", "fr", "es", "it", "nl", "pl", "pt", "ja", "ko", "ar"] as const

type Props = { notice: Answer<"Notice">; reach: Answer<"NoticeReach"> | undefined; onOthers: () => void }

/** The text, language by language, and beside it what three of the people would read. */
export function NoticeEditor({ notice, reach, onOthers }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay("notices.edit") && ["draft", "asked", "approved"].includes(notice.state)
  const [texts, setTexts] = useState(notice.texts)
  const [language, setLanguage] = useState(notice.language)
  const body = useRef<HTMLTextAreaElement>(null)
  const text = texts.find((one) => one.language === language) ?? texts[0]
  const changed = JSON.stringify(texts) !== JSON.stringify(notice.texts)
  const byMail = notice.channel === "email"
  const save = useChange<void, Answer<"Notice">>({
    run: (_, send) => send("PATCH", `/notices/${notice.id}`, { version: notice.version, texts }),
    touches: ["notices"],
    said: () => t("notice.saved"),
  })
  const write = (part: Partial<Answer<"NoticeText">>) =>
    setTexts((now) => now.map((one) => (one.language === text?.language ? { ...one, ...part } : one)))
  const insert = (field: string) => {
    if (!text) return
    const at = body.current?.selectionStart ?? text.body.length
    const end = body.current?.selectionEnd ?? at
    const piece =
      field === "status_link" || field === "organization"
        ? `{{${field}}}`
        : `{{${field}|${t(`notice.instead.${field}`)}}}`
    write({ body: text.body.slice(0, at) + piece + text.body.slice(end) })
  }
  if (!text) return null
  return (
    <>
      <SegmentedControl
        aria-label={t("notice.languages")}
        size="xs"
        mb="sm"
        value={text.language}
        onChange={setLanguage}
        data={texts.map((one) => ({
          value: one.language,
          label:
            languageName(one.language, format.locale) +
            (one.language === notice.language && texts.length > 1 ? ` · ${t("notice.standard")}` : ""),
        }))}
      />
      {may ? (
        <>
          <TextInput
            label={t(byMail ? "notice.subject" : "notice.pushTitle")}
            value={text.subject}
            maxLength={300}
            lang={text.language}
            onChange={(event) => write({ subject: event.currentTarget.value })}
          />
          <Textarea
            ref={body}
            mt="sm"
            label={t("notice.body")}
            description={t(byMail ? "notice.bodyHint" : "notice.smsHint")}
            value={text.body}
            autosize
            minRows={byMail ? 12 : 5}
            maxRows={30}
            maxLength={20_000}
            lang={text.language}
            onChange={(event) => write({ body: event.currentTarget.value })}
          />
        </>
      ) : (
        <AsWritten text={text} />
      )}
      {may && (
        <div className="row" style={{ marginTop: 12 }}>
          <Button variant="filled" disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>
            {t("common.save")}
          </Button>
          <Menu>
            <Menu.Target>
              <Button>{t("notice.insertField")}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              {fields.map((field) => (
                <Menu.Item key={field} onClick={() => insert(field)}>
                  {t(`notice.field.${field}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Select
            aria-label={t("notice.addLanguage")}
            placeholder={t("notice.addLanguage")}
            size="sm"
            w={180}
            value={null}
            onChange={(tag) => {
              if (!tag) return
              setTexts((now) => [...now, { language: tag, subject: text.subject, body: text.body }])
              setLanguage(tag)
            }}
            data={offered
              .filter((tag) => !texts.some((one) => one.language === tag))
              .map((tag) => ({ value: tag, label: languageName(tag, format.locale) }))}
          />
          {texts.length > 1 && text.language !== notice.language && (
            <Button
              variant="subtle"
              onClick={() => setTexts((now) => now.filter((one) => one.language !== text.language))}
            >
              {t("notice.removeLanguage", { language: languageName(text.language, format.locale) })}
            </Button>
          )}
          {changed && <span className="n">{t("notice.unsaved")}</span>}
        </div>
      )}
      {reach && <Preview byMail={byMail} reach={reach} onOthers={onOthers} unsaved={changed} />}
    </>
  )
}

/** Three of the people it goes to, each with the mail she would get. */
function Preview({
  byMail,
  reach,
  onOthers,
  unsaved,
}: {
  byMail: boolean
  reach: Answer<"NoticeReach">
  onOthers: () => void
  unsaved: boolean
}) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(0)
  const one = reach.sample[chosen] ?? reach.sample[0]
  if (!one) return null
  return (
    <section style={{ marginTop: 28 }}>
      <div className="spread">
        <h2>{t("notice.preview")}</h2>
        <Button size="compact-sm" variant="subtle" onClick={onOthers}>
          {t("notice.others")}
        </Button>
      </div>
      <p className="n">
        {reach.masked ? t("notice.previewMasked") : t("notice.previewHint")}
        {unsaved && ` ${t("notice.previewSaved")}`}
      </p>
      <fieldset className={`row ${classes.who}`} aria-label={t("notice.preview")}>
        {reach.sample.map((person, index) => (
          <Button
            key={person.personId}
            size="compact-sm"
            variant={person === one ? "filled" : "default"}
            aria-pressed={person === one}
            onClick={() => setChosen(index)}
          >
            {person.name ?? person.address}
          </Button>
        ))}
      </fieldset>
      <p style={{ overflowWrap: "anywhere" }}>
        <span className="n">{t("notice.to", { address: one.address })}</span>
        <br />
        <b lang={one.language}>{one.subject}</b>
      </p>
      {byMail ? (
        <div className={classes.mail}>
          <Letter letter={one} />
          <p
            className="n"
            lang={one.language}
            style={{ whiteSpace: "pre-line", marginTop: 18, overflowWrap: "anywhere" }}
          >
            {one.text.split("\n\n-- \n")[1] ?? ""}
          </p>
        </div>
      ) : (
        <div className={classes.mail}>
          <p lang={one.language} style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
            {one.text}
          </p>
          <p className="n">{t("notice.smsSize", { count: smsOf(one.text).messages, signs: smsOf(one.text).signs })}</p>
        </div>
      )}
    </section>
  )
}
