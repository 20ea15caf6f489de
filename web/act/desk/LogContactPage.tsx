import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Go } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { PageHead } from "../../ui/PageHead.tsx"
import { LogContact, type LoggedContact } from "./parts/LogContact.tsx"

/** Whoever spoke with a customer, anywhere, keeps it in one step. */
export default function LogContactPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const may = useMay("feedback.write")
  const [last, setLast] = useState<LoggedContact | null>(null)
  return (
    <div style={{ maxWidth: 640 }}>
      <PageHead title={t("log.title")} documentTitle={t("log.place")} lede={t("log.lede")} />
      {last && (
        <p role="status" style={{ marginBottom: 18 }}>
          <b className="good">{t("log.logged")}.</b> <Go href={paths.feedback(org, last.id)}>{t("log.see")}</Go>
          {last.personId && (
            <>
              {" · "}
              <Go href={paths.person(org, last.personId)}>{t("log.person")}</Go>
            </>
          )}{" "}
          <span className="n">{t("log.again")}</span>
        </p>
      )}
      {may ? (
        <LogContact key={last?.id ?? ""} onLogged={setLast} onTakenBack={() => setLast(null)} />
      ) : (
        <p className="n">{t("permission.feedback.write")}</p>
      )}
    </div>
  )
}
