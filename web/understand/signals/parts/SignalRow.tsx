import { useTranslation } from "react-i18next"
import type { Signal } from "../../../api/contract.ts"
import { countDigits, ratioDigits, useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { headlineOf, thingsOf } from "../signal-words.ts"
import classes from "./SignalRow.module.css"
import { SignalStateTag } from "./SignalStateTag.tsx"

/** One signal in a list: the sentence, the figures with their interval, who has it and who has not read it. */
export function SignalRow({ signal }: { signal: Signal }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const unread = (signal.readBy ?? []).filter((one) => !one.read).map((one) => one.name)
  const list = new Intl.ListFormat(format.locale)
  return (
    <Go className={`linkrow ${classes.row}`} href={paths.signal(org, signal.id)}>
      <span
        className={classes.ratio}
        data-hot={signal.active && (signal.state === "new" || signal.state === "acknowledged")}
      >
        ×{format.number(signal.ratio[0], ratioDigits(signal.ratio[0]))}
      </span>
      <span className={classes.words}>
        <span className="title">{headlineOf(signal, t)}</span>
        <span className={classes.figures}>
          {t("signal.rowFigures", {
            count: signal.weeks,
            observed: format.number(signal.observed),
            things: thingsOf(signal, t),
            expected: format.number(signal.expected, countDigits(signal.expected)),
            low: format.number(signal.ratio[1], ratioDigits(signal.ratio[0])),
            high: format.number(signal.ratio[2], ratioDigits(signal.ratio[0])),
          })}
          {" · "}
          {t("signal.peopleShort", { count: signal.people })}
        </span>
        <span className="n">
          {t("signal.sinceDate", { date: format.day(signal.since) })}
          {signal.departments.length > 0 &&
            ` · ${t("signal.with", { names: list.format(signal.departments.map((one) => one.name)) })}`}
          {unread.length > 0 && ` · ${t("readers.not", { names: list.format(unread), count: unread.length })}`}
        </span>
      </span>
      <SignalStateTag signal={signal} />
    </Go>
  )
}
