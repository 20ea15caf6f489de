import { UnstyledButton } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import classes from "./BaseTable.module.css"

type BaseTableProps = {
  base: Answer<"InstalledBase">
  chosen: { product?: string; batch?: string }
  onChoose: (part: { product?: string; batch?: string }) => void
}

/** Products with their owners; the batches of the chosen one below it. */
export function BaseTable({ base, chosen, onChoose }: BaseTableProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="scroll-x">
      <h2>{t("ownership.products")}</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("field.product")}</th>
            <th scope="col" className="r">
              {t("ownership.unitsShort")}
            </th>
            <th scope="col" className="r">
              {t("ownership.owners")}
            </th>
          </tr>
        </thead>
        <tbody>
          {base.products.flatMap((one) => {
            const open = chosen.product === one.product
            return [
              <tr key={one.product}>
                <td>
                  <UnstyledButton
                    className={classes.choice}
                    aria-expanded={open}
                    onClick={() => onChoose({ product: open ? undefined : one.product, batch: undefined })}
                  >
                    {one.product}
                  </UnstyledButton>
                </td>
                <td className="r">{format.number(one.units)}</td>
                <td className="r">{format.number(one.people)}</td>
              </tr>,
              ...(open ? one.batches : []).map(({ batch, units, people }) => (
                <tr key={`${one.product} ${batch}`}>
                  <td style={{ paddingLeft: 24 }}>
                    {batch === null ? (
                      <span className="n">{t("ownership.noBatch")}</span>
                    ) : (
                      <UnstyledButton
                        className={classes.choice}
                        aria-pressed={chosen.batch === batch}
                        onClick={() => onChoose({ batch: chosen.batch === batch ? undefined : batch })}
                      >
                        {t("audiences.batch", { names: batch })}
                      </UnstyledButton>
                    )}
                  </td>
                  <td className="r">{format.number(units)}</td>
                  <td className="r">{format.number(people)}</td>
                </tr>
              )),
            ]
          })}
        </tbody>
      </table>
    </section>
  )
}
