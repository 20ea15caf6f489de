import { ActionIcon, Button, NumberInput, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { Icon } from "../../../ui/Icon.tsx"
import { questionsOf } from "../survey-moves.ts"
import { useBuilder } from "./builder-context.ts"
import { newId } from "./QuestionForm.tsx"
import { RuleEditor } from "./RuleEditor.tsx"
import classes from "./Surveys.module.css"

/** When enough is enough: a closing day, and how many answers are wanted, in all or of some. */
export function LimitsForm() {
  const { t } = useTranslation()
  const { draft, survey, mayEdit } = useBuilder()
  const { quotas, closesAt } = draft.work
  const set = (next: typeof quotas, about: string | null = null) =>
    draft.change((now) => ({ ...now, quotas: next }), about)
  return (
    <div className="stack">
      <TextInput
        type="datetime-local"
        label={t("surveys.closesAt")}
        description={t("surveys.closesAtHint")}
        w={260}
        readOnly={!mayEdit}
        value={closesAt ? localMoment(closesAt) : ""}
        onChange={(event) => {
          const { value } = event.currentTarget
          draft.change((now) => ({ ...now, closesAt: value ? new Date(value).toISOString() : null }), "closesAt")
        }}
      />
      <h2 className={classes.sub}>{t("surveys.quotas")}</h2>
      <p className="n">{t("surveys.quotasHint")}</p>
      {quotas.map((quota, at) => (
        <div key={quota.id} className={classes.jump}>
          <div className="row" style={{ alignItems: "flex-end" }}>
            <NumberInput
              label={t("surveys.quotaMost")}
              w={130}
              min={1}
              max={10_000_000}
              readOnly={!mayEdit}
              value={quota.most}
              onChange={(value) =>
                typeof value === "number" && set(quotas.with(at, { ...quota, most: value }), `quota.${quota.id}`)
              }
            />
            {mayEdit && (
              <ActionIcon aria-label={t("surveys.dropQuota")} onClick={() => set(quotas.toSpliced(at, 1))}>
                <Icon name="close" size={14} />
              </ActionIcon>
            )}
          </div>
          <RuleEditor
            label={t("surveys.quotaIf")}
            add={t("surveys.addQuotaIf")}
            rule={quota.when as never}
            before={questionsOf(survey)}
            onChange={(when) => {
              const { when: _, ...rest } = quota
              set(quotas.with(at, when ? { ...rest, when: when as never } : rest))
            }}
          />
        </div>
      ))}
      {mayEdit && (
        <Button
          size="compact-sm"
          leftSection={<Icon name="plus" size={12} />}
          onClick={() => set([...quotas, { id: newId("quota"), most: 100 }])}
        >
          {t("surveys.addQuota")}
        </Button>
      )}
    </div>
  )
}

/** A moment as the browser's field takes it, in the reader's time zone. */
function localMoment(iso: string): string {
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
