import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { PageHead } from "../../../ui/PageHead.tsx"

/** What came over from another tool's file, and what did not. */
export function Imported({
  answer,
}: {
  answer: { survey: { id: string; title: string }; kept: number; left: { what: string; why: string }[] }
}) {
  const { t } = useTranslation()
  const { org } = useSession()
  return (
    <>
      <PageHead
        title={t("surveys.imported", { count: answer.kept, title: answer.survey.title })}
        lede={t("surveys.importLeft", { count: answer.left.length })}
      >
        <Button component={Go} href={paths.survey(org, answer.survey.id)} variant="filled">
          {t("surveys.openIt")}
        </Button>
      </PageHead>
      <ul className="rows">
        {answer.left.map((one) => (
          <li key={`${one.what} ${one.why}`} style={{ padding: "10px 0" }}>
            <b>{one.what}</b>
            <p className="n">{one.why}</p>
          </li>
        ))}
      </ul>
    </>
  )
}
