import { useTranslation } from "react-i18next"
import type { Import } from "../../../api/import-contract.ts"
import { ScrollRegion } from "../../../ui/ScrollRegion.tsx"

/** The first rows as they were read, so that a wrong encoding is seen at once. */
export function PreviewTable({ one }: { one: Import }) {
  const { t } = useTranslation()
  if (one.preview.length === 0) return null
  return (
    <section>
      <h2>{t("import.preview")}</h2>
      <ScrollRegion card maxHeight={320} label={t("import.preview")}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col" className="r">
                #
              </th>
              {one.columns.map((column) => (
                <th key={column.index} scope="col">
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {one.preview.map((row) => (
              <tr key={row.row}>
                <td className="r n">{row.row}</td>
                {one.columns.map((column) => (
                  <td key={column.index} style={{ maxWidth: 260 }}>
                    <div className="clip">{row.cells[column.index]}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}
