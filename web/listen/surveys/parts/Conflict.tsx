import { Button, Modal } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { differences, shortOf } from "../survey-words.ts"
import type { Draft } from "../use-draft.ts"

const shown = 12

/** Two people changed one draft: who, when, and where; and a choice of which nothing is lost. */
export function Conflict({ draft }: { draft: Draft }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { theirs, work } = draft
  if (!theirs) return null
  const all = differences(
    { title: work.title, draft: work.draft, quotas: work.quotas },
    { title: theirs.title, draft: theirs.draft, quotas: theirs.quotas },
  )
  const placeOf = (path: (string | number)[]) => {
    const [, top, page, , index] = path
    const question = top === "pages" ? work.draft.pages[Number(page)]?.questions[Number(index)] : undefined
    return (
      shortOf(question?.title, work.draft, i18n.language, 40) || path.slice(path[0] === "draft" ? 1 : 0, 3).join(" ")
    )
  }
  return (
    <Modal opened onClose={() => {}} withCloseButton={false} size="lg" title={t("surveys.conflictTitle")}>
      <p>{t("surveys.conflict", { name: theirs.updated.by, when: format.ago(theirs.updated.at) })}</p>
      <div className="scroll-x" style={{ margin: "14px 0" }}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("surveys.where")}</th>
              <th scope="col">{t("surveys.yours")}</th>
              <th scope="col">{t("surveys.theirs", { name: theirs.updated.by })}</th>
            </tr>
          </thead>
          <tbody>
            {all.slice(0, shown).map(({ path, mine, theirs: other }) => (
              <tr key={path.join(".")}>
                <td>{placeOf(path)}</td>
                <td>{said(mine)}</td>
                <td>{said(other)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {all.length > shown && <p className="n">{t("surveys.moreDifferences", { count: all.length - shown })}</p>}
      </div>
      <p className="n">{t("surveys.conflictHint")}</p>
      <div className="row" style={{ marginTop: 16 }}>
        <Button variant="filled" onClick={draft.takeTheirs}>
          {t("surveys.takeTheirs", { name: theirs.updated.by })}
        </Button>
        <Button onClick={draft.keepMine}>{t("surveys.keepMine")}</Button>
      </div>
    </Modal>
  )
}

function said(value: unknown): string {
  if (value === undefined || value === null) return "–"
  const words = typeof value === "string" ? value : JSON.stringify(value)
  return words.length > 120 ? `${words.slice(0, 119)}…` : words
}
