import { useTranslation } from "react-i18next"
import type { MailPreview } from "../../api/contract.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"

/** Without a mail server, what would have been sent can be read here. */
export default function MailPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const outbox = useGet<{ items: MailPreview[] }>("mail", "/mail-outbox")
  return (
    <>
      <PageHead title={t("mail.title")} documentTitle={t("place.mail")} lede={t("mail.lede")} />
      <Loaded query={outbox} bones={<RowBones count={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="n">{t("mail.none")}</p>
          ) : (
            <ul className="rows" style={{ maxWidth: 760 }}>
              {items.map((mail) => (
                <li key={mail.id} style={{ padding: "12px 0" }}>
                  <details>
                    <summary style={{ cursor: "pointer" }}>
                      <b>{mail.subject}</b>{" "}
                      <span className="n">
                        {mail.to} · {format.ago(mail.createdAt)}
                      </span>
                    </summary>
                    <pre style={{ whiteSpace: "pre-wrap", font: "var(--t-body)", margin: "10px 0 0" }}>{mail.text}</pre>
                  </details>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}
