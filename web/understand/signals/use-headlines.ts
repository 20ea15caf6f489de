import { useTranslation } from "react-i18next"
import type { Page, Signal } from "../../api/contract.ts"
import { useGet } from "../../app/data.tsx"
import { headlineOf } from "./signal-words.ts"

/** The sentence of a signal by its record reference, in the reader's language; other records keep the given words. */
export function useHeadlines(): (record: string | null, otherwise: string) => string {
  const { t } = useTranslation()
  const signals = useGet<Page<Signal>>("signals", "/signals", { state: "all", limit: 200 })
  const headlines = new Map(signals.data?.items.map((signal) => [`signal:${signal.id}`, headlineOf(signal, t)]))
  return (record, otherwise) => headlines.get(record ?? "") ?? otherwise
}
