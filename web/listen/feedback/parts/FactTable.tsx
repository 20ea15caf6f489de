import { useTranslation } from "react-i18next"
import type { Feedback } from "../../../api/contract.ts"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { fieldLabel, valueLabel } from "../../../ui/filters/field-words.ts"

const shown = [
  "product",
  "component",
  "version",
  "batch",
  "touchpoint",
  "journeyStep",
  "region",
  "businessUnit",
  "account",
  "source",
  "externalId",
] as const

/** Everything known about one piece of feedback; each value leads to all feedback with the same value. */
export function FactTable({ feedback }: { feedback: Feedback }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const facts: [string, string][] = [
    ...shown.flatMap((field) =>
      [feedback[field]]
        .flat()
        .filter((value): value is string => Boolean(value))
        .map((value): [string, string] => [field, value]),
    ),
    ...Object.entries(feedback.attributes).map(([name, value]): [string, string] => [
      `attributes.${name}`,
      String(value),
    ]),
  ]
  return (
    <table className="plain">
      <tbody>
        {facts.map(([field, value]) => (
          <tr key={field + value}>
            <th scope="row">{fieldLabel(field, t)}</th>
            <td className="r" style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
              {field === "externalId" ? (
                value
              ) : (
                <Go
                  style={{ color: "inherit" }}
                  href={paths.feedbackList(org, { where: JSON.stringify([{ field, op: "in", values: [value] }]) })}
                >
                  {valueLabel(field, value, t)}
                </Go>
              )}
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t("feedback.receivedAt")}</th>
          <td className="r">{format.dayAndTime(feedback.receivedAt)}</td>
        </tr>
        {feedback.importId && (
          <tr>
            <th scope="row">{t("field.import")}</th>
            <td className="r">
              <Go href={paths.import(org, feedback.importId)}>{t("feedback.toImport")}</Go>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}
