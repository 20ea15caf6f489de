import { Button, NumberInput, Select, Switch } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useMay } from "../../../app/session.tsx"
import type { SurveyRecord } from "../../surveys/survey-words.ts"
import { type Setup, useSetup } from "../use-setup.ts"

type ContactRule = NonNullable<Setup["contactRule"]>
const purposes = ["transactional", "relationship", "research"] as const
const standard: ContactRule = { purpose: "relationship", everyDays: 30, notWhileFollowUpIsOpen: true }

/** The survey's audience and its own contact rule, for every way in which it asks. */
export function WhoMayBeAsked({ survey }: { survey: SurveyRecord }) {
  const { t } = useTranslation()
  const may = useMay("surveys.edit")
  const audiences = useGet<{ items: Answer<"Audience">[] }>("audiences", "/audiences", { limit: 200 })
  const { setup } = survey
  const [rule, setRule] = useState<ContactRule>(setup.contactRule ?? standard)
  const [audienceId, setAudienceId] = useState(setup.audienceId ?? null)
  const save = useSetup(survey)
  const change = (part: Partial<ContactRule>) => setRule({ ...rule, ...part })
  const before = { rule: setup.contactRule ?? standard, audienceId: setup.audienceId ?? null }
  const changed = JSON.stringify(before) !== JSON.stringify({ rule, audienceId })
  return (
    <section>
      <h2>{t("triggers.who")}</h2>
      <p className="n">{t("triggers.whoHint")}</p>
      {setup.audience && !audienceId && <p className="n">{t("triggers.setUp", { audience: setup.audience })}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate({ audienceId, contactRule: rule })
        }}
      >
        <fieldset
          disabled={!may}
          className="row"
          style={{ border: 0, padding: 0, margin: "10px 0 0", alignItems: "flex-end" }}
        >
          <Select
            label={t("triggers.audience")}
            placeholder={t("triggers.everybody")}
            w={240}
            clearable
            searchable
            disabled={!may}
            value={audienceId}
            onChange={setAudienceId}
            data={(audiences.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
          />
          <Select
            label={t("triggers.purpose")}
            w={200}
            allowDeselect={false}
            disabled={!may}
            value={rule.purpose}
            onChange={(purpose) => purpose && change({ purpose: purpose as ContactRule["purpose"] })}
            data={purposes.map((value) => ({ value, label: t(`triggers.purposes.${value}`) }))}
          />
          <NumberInput
            label={t("triggers.everyDays")}
            w={260}
            min={0}
            max={1_000}
            disabled={!may}
            value={rule.everyDays}
            onChange={(value) => typeof value === "number" && change({ everyDays: value })}
          />
          <NumberInput
            label={t("triggers.perYear")}
            placeholder={t("triggers.noLimit")}
            w={220}
            min={1}
            max={365}
            disabled={!may}
            value={rule.mostPerYear ?? ""}
            onChange={(value) => {
              const { mostPerYear: _, ...rest } = rule
              setRule(typeof value === "number" ? { ...rest, mostPerYear: value } : rest)
            }}
          />
        </fieldset>
        <Switch
          mt="sm"
          label={t("triggers.notInFollowUp")}
          disabled={!may}
          checked={rule.notWhileFollowUpIsOpen}
          onChange={(event) => change({ notWhileFollowUpIsOpen: event.currentTarget.checked })}
        />
        {setup.followUp && (
          <p className="n" style={{ marginTop: 8 }}>
            {t("triggers.followUpRule", { hours: setup.followUp.withinHours, why: setup.followUp.why })}
          </p>
        )}
        {changed && may && (
          <Button type="submit" variant="filled" mt="sm" loading={save.isPending}>
            {t("triggers.save")}
          </Button>
        )}
      </form>
    </section>
  )
}
