import { useTranslation } from "react-i18next"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"

type Owned = {
  id: string
  product: string
  version: string | null
  batch: string | null
  serial: string | null
  purchasedAt: string | null
}

/** What she has: product, version, batch, serial number. Nothing where nothing is on record. */
export function PersonOwns({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const owned = useGet<{ items: Owned[] }>("ownership", `/people/${id}/ownership`).data?.items ?? []
  if (owned.length === 0) return null
  return (
    <section className="card" aria-label={t("person.owns")}>
      <h2>{t("person.owns")}</h2>
      <ul className="rows">
        {owned.map((one) => (
          <li key={one.id} style={{ padding: "8px 0" }}>
            <b>{one.product}</b>
            <div className="n">
              {[
                one.version,
                one.batch && t("person.batch", { batch: one.batch }),
                one.serial,
                one.purchasedAt && t("person.bought", { when: format.day(one.purchasedAt) }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
