import { useTranslation } from "react-i18next"
import type { Import } from "../../api/import-contract.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { DropFile } from "./parts/DropFile.tsx"
import { ImportStateTag } from "./parts/ImportStateTag.tsx"

/** Bring your own data: drop a file, and see what was brought before. */
export default function ImportsPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const imports = useGet<{ items: Import[] }>("imports", "/imports")
  return (
    <>
      <PageHead title={t("import.title")} documentTitle={t("place.imports")} lede={t("import.lede")} />
      <DropFile />
      <section style={{ marginTop: 28 }}>
        <h2>{t("import.earlier")}</h2>
        <Loaded query={imports} bones={<RowBones count={3} />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="n">{t("import.noneYet")}</p>
            ) : (
              <ul className="rows">
                {items.map((one) => (
                  <li key={one.id}>
                    <Go className="linkrow" href={paths.import(org, one.id)}>
                      <span className="spread">
                        <span className="title">{one.name}</span>
                        <ImportStateTag state={one.state} />
                      </span>
                      <span className="n">
                        {format.bytes(one.bytes)} ·{" "}
                        {t("import.accepted", {
                          count: one.progress.accepted,
                          n: format.number(one.progress.accepted),
                        })}
                        {one.createdBy && ` · ${one.createdBy.name}`} · {format.ago(one.createdAt)}
                      </span>
                    </Go>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </>
  )
}
