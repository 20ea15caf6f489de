import type { TFunction } from "i18next"

/** Reasons of Rapport are codes; people's are their words. */
export function reasonOf(reason: string, t: TFunction): string {
  const [code = "", ...rest] = reason.split(": ")
  return ["plan_closed", "mail_server", "provider", "changed"].includes(code)
    ? [t(`notice.why.${code}`), ...rest].join(" ")
    : reason
}
