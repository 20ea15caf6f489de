import { Button, NativeSelect, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import { useMay } from "../../../app/session.tsx"
import { controlWords, type Outcome } from "../outcome-words.ts"

/** Since when, and compared with what: Rapport proposes, a person may know better. */
export function MethodCard({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  const may = useMay("plans.edit")
  const [changeAt, setChangeAt] = useState(outcome.changeAt ?? "")
  const { candidates = [], control } = outcome.measurement ?? {}
  const change = useChange<{ changeAt?: string | null; control?: string }, Outcome>({
    run: (input, send) =>
      send("PUT", `/plans/${outcome.plan.id}/outcome/method`, { version: outcome.version, ...input }),
    touches: ["outcomes"],
    said: () => t("outcome.method.saved"),
    undo: (input, after, send) =>
      send("PUT", `/plans/${outcome.plan.id}/outcome/method`, {
        version: after.version,
        ...(input.control === undefined ? {} : { control: outcome.chosenControl }),
        ...(input.changeAt === undefined ? {} : { changeAt: outcome.changeBy === "chosen" ? outcome.changeAt : null }),
      }),
  })
  if (outcome.state === "no_criterion") return null
  const settled = outcome.state === "decided" || !may
  return (
    <section className="card">
      <h2>{t("outcome.how")}</h2>
      <form
        className="row"
        style={{ alignItems: "end" }}
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ changeAt: changeAt || null })
        }}
      >
        <TextInput
          type="date"
          label={t("outcome.changeAt")}
          description={outcome.changeBy === "clock" ? t("outcome.changeByClock") : undefined}
          value={changeAt}
          disabled={settled}
          onChange={(event) => setChangeAt(event.currentTarget.value)}
        />
        {!settled && changeAt !== (outcome.changeAt ?? "") && (
          <Button type="submit" loading={change.isPending}>
            {t("common.save")}
          </Button>
        )}
      </form>
      <NativeSelect
        mt="md"
        label={t("outcome.comparedWith")}
        value={outcome.chosenControl}
        disabled={settled}
        onChange={(event) => change.mutate({ control: event.currentTarget.value })}
        data={[
          {
            value: "best",
            label:
              control && outcome.chosenControl === "best"
                ? t("outcome.control.bestIs", { control: controlWords(control, t) })
                : t("outcome.control.best"),
          },
          ...candidates.map((one) => ({
            value: one.key,
            label: `${controlWords(one, t)}${one.usable ? "" : ` (${t("outcome.control.unlike")})`}`,
          })),
          { value: "none", label: t("outcome.control.none") },
        ]}
      />
      <p className="n" style={{ marginTop: 10 }}>
        {t("outcome.howNote")}
      </p>
    </section>
  )
}
