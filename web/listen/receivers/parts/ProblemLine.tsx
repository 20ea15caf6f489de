import i18next from "i18next"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { targetLabel } from "./target-words.ts"

/** One thing that is wrong: what, where in the payload, and what to do about it. */
export function ProblemLine({ problem }: { problem: Answer<"ReceiverProblem"> | null }) {
  const { t } = useTranslation()
  if (!problem) return null
  const { code, message, remedy, path, target } = problem
  const words = (key: string, otherwise: string | null) =>
    // Sentences with something filled in are taken as they came.
    i18next.exists(key) && !/[“{]/.test(otherwise ?? "")
      ? t(key, { path: path ?? "", defaultValue: otherwise })
      : otherwise
  return (
    <>
      <p>
        {target && <b>{targetLabel(target, t)}: </b>}
        {words(`error.code.${code}`, message)} {path && !message.includes(path) && <code>{path}</code>}
      </p>
      {remedy && <p className="n">{words(`error.remedy.${code}`, remedy)}</p>}
    </>
  )
}
