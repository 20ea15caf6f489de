import { ActionIcon, Button, Menu } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Choice } from "../../../../survey/definition.ts"
import { Icon } from "../../../ui/Icon.tsx"
import { type Place, swapped, withKeys } from "../survey-moves.ts"
import { useBuilder, useProblemsAt, usePut } from "./builder-context.ts"
import { Line, Num, Words } from "./Fields.tsx"
import classes from "./Surveys.module.css"

type ChoicesProps = {
  path: Place
  list: readonly Choice[]
  label: string
  add: string
  /** Where a choice can have words of its own, or exclude the others; where it counts as a number; where it has a picture. */
  special?: boolean
  values?: boolean
  pictures?: boolean
}

/** What can be chosen, line by line: Enter makes the next one, the arrows with Alt move it. */
export function Choices({ path, list, label, add, special, values, pictures }: ChoicesProps) {
  const { t } = useTranslation()
  const { mayEdit, language } = useBuilder()
  const put = usePut()
  const problems = useProblemsAt(path)
  const set = (next: readonly Choice[]) => put(path, next, null)
  const append = (at: number) => {
    const id = `c${crypto.randomUUID().slice(0, 6)}`
    set(list.toSpliced(at, 0, { id, label: {} }))
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>(`[data-choice="${id}"] input`)?.focus())
  }
  const move = (at: number, by: -1 | 1) => {
    const id = list[at]?.id
    set(swapped(list, at, at + by))
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>(`[data-choice="${id}"] input`)?.focus())
  }
  return (
    <fieldset className={classes.choices}>
      <legend>{label}</legend>
      <ul>
        {list.map((choice, at) => (
          <li key={choice.id} data-choice={choice.id}>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the field inside */}
            <div
              className={classes.choice}
              onKeyDown={(event) => {
                if (event.altKey && event.key === "ArrowUp") move(at, -1)
                else if (event.altKey && event.key === "ArrowDown") move(at, 1)
                else if (event.key === "Enter" && event.target instanceof HTMLInputElement) append(at + 1)
                else return
                event.preventDefault()
                event.stopPropagation()
              }}
            >
              <Words path={[...path, at, "label"]} label={t("surveys.choiceNumber", { number: at + 1 })} hidden />
              {values && <Num path={[...path, at, "value"]} label={t("surveys.counts")} />}
              {mayEdit && (
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon
                      aria-label={t("surveys.choiceMenu", { choice: choice.label[language] || String(at + 1) })}
                    >
                      <Icon name="dots" />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item disabled={at === 0} onClick={() => move(at, -1)}>
                      {t("surveys.up")}
                    </Menu.Item>
                    <Menu.Item disabled={at === list.length - 1} onClick={() => move(at, 1)}>
                      {t("surveys.down")}
                    </Menu.Item>
                    {special && (
                      <>
                        <Menu.Item
                          onClick={() =>
                            set(list.with(at, withKeys(choice, { other: choice.other ? undefined : true })))
                          }
                        >
                          {t(choice.other ? "surveys.notOther" : "surveys.isOther")}
                        </Menu.Item>
                        <Menu.Item
                          onClick={() => set(list.with(at, withKeys(choice, { none: choice.none ? undefined : true })))}
                        >
                          {t(choice.none ? "surveys.notNone" : "surveys.isNone")}
                        </Menu.Item>
                      </>
                    )}
                    <Menu.Item color="red" onClick={() => set(list.toSpliced(at, 1))}>
                      {t("common.remove")}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              )}
            </div>
            {(choice.other || choice.none) && (
              <span className="n">{t(choice.other ? "surveys.withWords" : "surveys.excludes")}</span>
            )}
            {pictures && <Line path={[...path, at, "picture"]} label={t("surveys.picture")} placeholder="https://" />}
          </li>
        ))}
      </ul>
      {problems.map((problem) => (
        <p key={problem.code} className="bad n">
          {t(`surveys.problem.${problem.code}`, { about: problem.about ?? "" })}
        </p>
      ))}
      {mayEdit && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<Icon name="plus" size={12} />}
          onClick={() => append(list.length)}
        >
          {add}
        </Button>
      )}
    </fieldset>
  )
}
