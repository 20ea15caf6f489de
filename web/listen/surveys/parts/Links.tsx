import { Button, NumberInput, Select, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, usePages } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useMay } from "../../../app/session.tsx"
import { More } from "../../../ui/More.tsx"
import { languageName, type SurveyRecord } from "../survey-words.ts"

type Link = Answer<"SurveyLink">
const kinds = ["anonymous", "single", "kiosk", "widget"] as const

/** Further links, each with its own name, so that one can see later where answers came from. */
export function Links({ survey }: { survey: SurveyRecord }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const may = useMay("surveys.publish")
  const pages = usePages<Link>("surveys", `/surveys/${survey.id}/links`, { limit: 20, besides: "personal" })
  const [kind, setKind] = useState<(typeof kinds)[number]>("single")
  const [label, setLabel] = useState("")
  const [count, setCount] = useState(10)
  const [language, setLanguage] = useState<string | null>(null)
  const make = useChange<void, { items: Link[] }>({
    run: (_, send) =>
      send("POST", `/surveys/${survey.id}/links`, {
        kind,
        ...(label.trim() ? { label: label.trim() } : {}),
        ...(kind === "single" ? { count } : {}),
        ...(language ? { language } : {}),
      }),
    touches: ["surveys"],
    said: (_, { items }) => t("surveys.linksMade", { count: items.length }),
    after: ({ items }) => {
      setLabel("")
      if (items.length > 1) saveList(items, survey.title)
    },
  })
  const end = useChange<string>({
    run: (id, send) => send("DELETE", `/survey-links/${id}`),
    touches: ["surveys"],
    said: () => t("surveys.linkEnded"),
  })
  const links = pages.items.filter(({ revoked }) => revoked === null)
  return (
    <section>
      <h2>{t("surveys.links")}</h2>
      <p className="n">{t("surveys.linksHint")}</p>
      {may && survey.published && (
        <form
          className="row"
          style={{ alignItems: "flex-end", margin: "10px 0 16px" }}
          onSubmit={(event) => {
            event.preventDefault()
            make.mutate()
          }}
        >
          <Select
            label={t("surveys.linkKind")}
            w={210}
            allowDeselect={false}
            value={kind}
            onChange={(next) => next && setKind(next as typeof kind)}
            data={kinds.map((value) => ({ value, label: t(`surveys.linkKinds.${value}`) }))}
          />
          {kind === "single" && (
            <NumberInput
              label={t("surveys.howMany")}
              w={100}
              min={1}
              max={10_000}
              value={count}
              onChange={(value) => typeof value === "number" && setCount(value)}
            />
          )}
          <TextInput
            label={t("surveys.linkLabel")}
            placeholder={t("surveys.linkLabelExample")}
            value={label}
            maxLength={200}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          {survey.languages.length > 1 && (
            <Select
              label={t("surveys.linkLanguage")}
              placeholder={t("surveys.ofReader")}
              w={170}
              clearable
              value={language}
              onChange={setLanguage}
              data={survey.languages.map((tag) => ({ value: tag, label: languageName(tag, i18n.language) }))}
            />
          )}
          <Button type="submit" loading={make.isPending}>
            {t("surveys.makeLinks")}
          </Button>
        </form>
      )}
      <ul className="rows">
        {links.map((link) => (
          <li key={link.id} className="spread" style={{ padding: "9px 0" }}>
            <span style={{ minWidth: 0 }}>
              <b>{link.label ?? t(`surveys.linkKinds.${link.kind}`)}</b>{" "}
              <span className="n">
                {[
                  link.label && t(`surveys.linkKinds.${link.kind}`),
                  t("surveys.answered", { count: link.responses }),
                  link.usedAt && t("surveys.used", { when: format.ago(link.usedAt) }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
              <br />
              <a className="n" href={link.url} target="_blank" rel="noreferrer" style={{ overflowWrap: "anywhere" }}>
                {link.url}
              </a>
            </span>
            {may && (
              <Button size="compact-sm" variant="subtle" onClick={() => end.mutate(link.id)}>
                {t("surveys.endLink")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <More pages={pages} />
    </section>
  )
}

/** Many links are for a mail merge: as a file, at once. */
function saveList(links: readonly Link[], title: string): void {
  const url = URL.createObjectURL(
    new Blob([`link\n${links.map((link) => link.url).join("\n")}\n`], { type: "text/csv" }),
  )
  Object.assign(document.createElement("a"), { href: url, download: `${title}.csv` }).click()
  URL.revokeObjectURL(url)
}
