import i18next, { type TFunction } from "i18next"
import { fieldLabel } from "../../../ui/filters/field-words.ts"

/** What a field of feedback is called where a payload is read. */
export function targetLabel(target: string, t: TFunction): string {
  const plain = target.replace(/\[\d+\].*$/, "")
  for (const key of [`receivers.target.${plain}`, `import.target.${plain}`]) {
    if (i18next.exists(key)) {
      const words = t(key, { returnObjects: true }) as unknown
      if (typeof words === "string") return words
    }
  }
  return fieldLabel(plain, t)
}
