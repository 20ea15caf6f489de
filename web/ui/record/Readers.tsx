import { Tooltip } from "@mantine/core"
import { useEffect } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import type { Reads } from "../../api/contract.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { useSession } from "../../app/session.tsx"

/** "Product and Contact centre have read this. Marketing has not." Opening the page is what counts as reading. */
export function Readers({ record }: { record: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  useEffect(() => {
    void call("PUT", "/reads", { organization: org, body: { record } }).catch(() => null)
  }, [org, record])
  const reads = useGet<Reads>("reads", "/reads", { record })
  if (!reads.data || reads.data.departments.length === 0) return null
  const list = new Intl.ListFormat(format.locale, { type: "conjunction" })
  const names = (read: boolean) => reads.data.departments.filter((one) => one.read === read).map((one) => one.name)
  const have = names(true)
  const not = names(false)
  const people = reads.data.items
    .map((read) => t("readers.one", { name: read.member.name, when: format.ago(read.at) }))
    .join("\n")
  return (
    <Tooltip label={<span style={{ whiteSpace: "pre-line" }}>{people || t("readers.nobody")}</span>}>
      <span className="n">
        {have.length > 0 && t("readers.have", { names: list.format(have), count: have.length })}
        {t("common.space")}
        {not.length > 0 &&
          t(have.length > 0 ? "readers.not" : "readers.none", { names: list.format(not), count: not.length })}
      </span>
    </Tooltip>
  )
}
