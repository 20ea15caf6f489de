import { ActionIcon, Button, Select } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Page, Rule } from "../../../../survey/definition.ts"
import { Icon } from "../../../ui/Icon.tsx"
import { leafFor, subjectsFor } from "../rule-words.ts"
import { problemWords, shortOf } from "../survey-words.ts"
import { questionsUntil, useBuilder, usePut } from "./builder-context.ts"
import { Toggle } from "./Fields.tsx"
import { RuleEditor } from "./RuleEditor.tsx"
import classes from "./Surveys.module.css"

/** What concerns the whole page: when it is seen, in which order, and where it leads. */
export function PageForm({ page, at }: { page: Page; at: number }) {
  const { t, i18n } = useTranslation()
  const { survey, language, problems, mayEdit } = useBuilder()
  const put = usePut()
  const path = ["pages", at]
  const jumps = page.jumps ?? []
  const asked = questionsUntil(survey, at).filter(({ kind }) => kind !== "statement")
  const targets = [
    {
      group: t("surveys.laterPages"),
      items: survey.pages.slice(at + 1).map((one) => ({
        value: one.id,
        label: shortOf(one.questions[0]?.title, survey, language) || one.id,
      })),
    },
    {
      group: t("surveys.endings"),
      items: survey.endings.map((one) => ({ value: one.id, label: shortOf(one.title, survey, language) || one.id })),
    },
  ]
  const add = () => {
    const last = page.questions.findLast(({ kind }) => kind !== "statement")
    const subject = subjectsFor(survey, asked, t, i18n.language).find(({ of }) => of.split(".")[1] === last?.id)
    const when: Rule = subject ? leafFor(subject, last) : { of: "language", is: "equal", value: language }
    const to = survey.endings[0]?.id ?? ""
    put([...path, "jumps"], [...jumps, { when, to }], null)
  }
  const setJumps = (next: Page["jumps"]) => put([...path, "jumps"], next?.length ? next : undefined, null)
  return (
    <section className={classes.after}>
      <h2 className={classes.sub}>{t(page.questions.length > 1 ? "surveys.thisPage" : "surveys.thenTitle")}</h2>
      {page.questions.length > 1 && (
        <>
          <Toggle path={[...path, "shuffle"]} label={t("surveys.shufflePage")} />
          <RuleEditor
            label={t("surveys.pageOnlyIf")}
            add={t("surveys.addPageOnlyIf")}
            rule={page.showIf}
            before={questionsUntil(survey, at - 1)}
            onChange={(rule) => put([...path, "showIf"], rule, null)}
          />
        </>
      )}
      {page.questions.length === 1 && page.showIf && (
        <RuleEditor
          label={t("surveys.pageOnlyIf")}
          add={t("surveys.addPageOnlyIf")}
          rule={page.showIf}
          before={questionsUntil(survey, at - 1)}
          onChange={(rule) => put([...path, "showIf"], rule, null)}
        />
      )}
      {jumps.map((jump, index) => {
        const fault = problems.find(
          (one) => one.path[0] === "pages" && one.path[1] === at && one.path[2] === "jumps" && one.path[3] === index,
        )
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a jump has no other name than its place
            key={index}
            className={classes.jump}
          >
            <RuleEditor
              label={t("surveys.jumpIf")}
              add={t("surveys.rule.more")}
              rule={jump.when}
              before={asked}
              onChange={(when) => setJumps(when ? jumps.with(index, { ...jump, when }) : jumps.toSpliced(index, 1))}
            />
            <div className="row" style={{ flexWrap: "nowrap", alignItems: "flex-end" }}>
              <Select
                label={t("surveys.jumpTo")}
                size="xs"
                style={{ flex: 1 }}
                data={
                  targets.some(({ items }) => items.some(({ value }) => value === jump.to))
                    ? targets
                    : [{ group: t("surveys.rule.unknown"), items: [{ value: jump.to, label: jump.to }] }, ...targets]
                }
                value={jump.to}
                allowDeselect={false}
                disabled={!mayEdit}
                error={fault && problemWords(fault, t, i18n.language)}
                onChange={(to) => to && setJumps(jumps.with(index, { ...jump, to }))}
              />
              {mayEdit && (
                <ActionIcon aria-label={t("surveys.dropJump")} onClick={() => setJumps(jumps.toSpliced(index, 1))}>
                  <Icon name="close" size={14} />
                </ActionIcon>
              )}
            </div>
          </div>
        )
      })}
      <p className="n">
        {jumps.length > 0 ? t("surveys.otherwise") : ""}{" "}
        {survey.pages[at + 1]
          ? t("surveys.thenNext", { question: shortOf(survey.pages[at + 1]?.questions[0]?.title, survey, language) })
          : t("surveys.thenEnd")}
      </p>
      {mayEdit && asked.length > 0 && (
        <Button size="compact-sm" variant="subtle" leftSection={<Icon name="plus" size={12} />} onClick={add}>
          {t("surveys.addJump")}
        </Button>
      )}
    </section>
  )
}
