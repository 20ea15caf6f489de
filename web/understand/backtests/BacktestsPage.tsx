import { MultiSelect, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Backtest, Watching } from "../../api/contract.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { useFields } from "../../ui/filters/FieldChooser.tsx"
import { fieldLabel } from "../../ui/filters/field-words.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"

/** Replays the organization's own history: what would have been said, and when. */
export default function BacktestsPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const fields =
    useFields().data?.fields.filter(
      (field) => field.type !== "number" && field.distinct > 1 && field.distinct <= 2_000,
    ) ?? []
  const watching = useGet<Watching>("watching", "/watching")
  const [from, setFrom] = useState("")
  const [to, setTo] = useState("")
  const [chosen, setChosen] = useState<string[] | null>(null)
  const dims = chosen ?? watching.data?.dims ?? []
  const start = useChange<void, { id: string }>({
    run: (_, send) =>
      send("POST", "/backtests", {
        from: from || undefined,
        to: to || undefined,
        dims: dims.length > 0 ? dims : undefined,
        eventIds: "all",
      }),
    touches: ["backtests"],
    after: ({ id }) => go(paths.backtest(org, id)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start.mutate()
  }
  const labelled = new Map([
    ...dims.map((dim): [string, string] => [dim, fieldLabel(dim, t)]),
    ...fields.map((field): [string, string] => [field.field, fieldLabel(field.field, t)]),
  ])
  return (
    <>
      <PageHead title={t("backtest.question")} documentTitle={t("place.backtests")} lede={t("backtest.lede")} />
      <form className="card" style={{ maxWidth: 720, display: "grid", gap: 14 }} onSubmit={submit}>
        <div className="row" style={{ alignItems: "end" }}>
          <TextInput
            type="date"
            label={t("period.from")}
            description={t("backtest.fromHint")}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t("period.to")}
            description={t("backtest.toHint")}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </div>
        <MultiSelect
          label={t("backtest.dims")}
          description={t("backtest.dimsHint")}
          value={dims}
          onChange={setChosen}
          data={[...labelled].map(([value, label]) => ({ value, label }))}
          searchable
          maxValues={6}
          hidePickedOptions
        />
        <div>
          <MayButton permission="signals.act" type="submit" variant="filled" loading={start.isPending}>
            {t("backtest.run")}
          </MayButton>
        </div>
      </form>
      <Earlier />
    </>
  )
}

function Earlier() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const backtests = useGet<{ items: Backtest[] }>("backtests", "/backtests")
  return (
    <section style={{ marginTop: 28, maxWidth: 720 }}>
      <h2>{t("backtest.earlier")}</h2>
      <Loaded query={backtests} bones={<RowBones count={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="n">{t("backtest.noneYet")}</p>
          ) : (
            <ul className="rows">
              {items.map((backtest) => (
                <li key={backtest.id}>
                  <Go className="linkrow" href={paths.backtest(org, backtest.id)}>
                    <span className="title">
                      {backtest.result
                        ? t("backtest.found", { count: backtest.result.signals.length })
                        : t(`backtest.state.${backtest.state}`)}
                    </span>
                    <span className="n"> {backtest.createdAt && format.ago(backtest.createdAt)}</span>
                  </Go>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <p className="n" style={{ marginTop: 16 }}>
        {t("backtest.cli")} <code>npx rapport backtest FILE.csv --time date --dims component,model</code>
      </p>
    </section>
  )
}
