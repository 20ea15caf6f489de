import { Button, Menu } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { apiUrl, type Parameters } from "../../api/client.ts"
import { useSession } from "../../app/session.tsx"
import { Icon } from "../Icon.tsx"

/** What is shown, as a file. */
export function ExportMenu({ path, query }: { path: string; query: Parameters }) {
  const { t } = useTranslation()
  const { org } = useSession()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<Icon name="down" size={12} />}>{t("export.button")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("export.what")}</Menu.Label>
        {(["csv", "xlsx", "ndjson"] as const).map((format) => (
          <Menu.Item key={format} component="a" href={apiUrl(path, { ...query, format, organization: org })} download>
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
