import { ActionIcon, Menu } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { apiUrl } from "../../../api/client.ts"
import { useChange } from "../../../app/data.tsx"
import { useGo } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Icon } from "../../../ui/Icon.tsx"
import type { SurveyRecord } from "../survey-words.ts"

type Step = "pause" | "opening" | "closing"
const back: Record<Step, Step> = { pause: "opening", closing: "opening", opening: "pause" }

/** What else can be done with a survey. */
export function SurveyMenu({ record }: { record: SurveyRecord }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const mayEdit = useMay("surveys.edit")
  const mayPublish = useMay("surveys.publish")
  const path = `/surveys/${record.id}`
  const step = useChange<Step, SurveyRecord>({
    run: (what, send) => send("POST", `${path}/${what}`),
    touches: ["surveys"],
    said: (what) => t(`surveys.stepped.${what}`),
    undo: (what, _, send) => send("POST", `${path}/${back[what]}`),
  })
  const copy = useChange<void, SurveyRecord>({
    run: (_, send) =>
      send("POST", `${path}/copy`, { title: t("surveys.copyOf", { title: record.title }).slice(0, 200) }),
    touches: ["surveys"],
    after: ({ id }) => go(paths.survey(org, id)),
  })
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", path),
    touches: ["surveys"],
    said: () => t("surveys.deleted", { title: record.title }),
    undo: async (_, __, send) => {
      const { title, draft: definition } = record
      const { id } = await send<SurveyRecord>("POST", "/surveys", { title, definition })
      go(paths.survey(org, id))
    },
    after: () => go(paths.surveys(org)),
  })
  const steps: Step[] = !mayPublish
    ? []
    : record.state === "open"
      ? ["pause", "closing"]
      : record.state === "paused"
        ? ["opening", "closing"]
        : record.state === "closed"
          ? ["opening"]
          : []
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={34} aria-label={t("common.moreActions")}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {steps.map((what) => (
          <Menu.Item key={what} onClick={() => step.mutate(what)}>
            {t(`surveys.step.${what}`)}
          </Menu.Item>
        ))}
        {mayEdit && <Menu.Item onClick={() => copy.mutate()}>{t("surveys.copy")}</Menu.Item>}
        <Menu.Item component="a" href={apiUrl(`${path}/export`, { organization: org })} download>
          {t("surveys.export")}
        </Menu.Item>
        {mayEdit && record.responses.finished === 0 && (
          <Menu.Item color="red" onClick={() => remove.mutate()}>
            {t("surveys.delete")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
