import { Button, Modal, Select } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Theme } from "../../../api/contract.ts"
import { useChange } from "../../../app/data.tsx"

/** Two themes that mean the same become one; a link that can be undone. */
export function MergeThemes({
  theme,
  themes,
  opened,
  onClose,
}: {
  theme: Theme
  themes: Theme[]
  opened: boolean
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [into, setInto] = useState<string | null>(null)
  const merge = useChange<string>({
    run: (other, send) => send("POST", `/themes/${theme.id}/merge`, { into: other }),
    touches: ["themes", "feedback"],
    said: () => t("themes.merged"),
    undo: (_, __, send) => send("DELETE", `/themes/${theme.id}/merge`),
    after: onClose,
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t("themes.mergeTitle", { label: theme.label })}>
      <Select
        searchable
        label={t("themes.mergeInto")}
        value={into}
        onChange={setInto}
        data={themes.filter((other) => other.id !== theme.id).map((other) => ({ value: other.id, label: other.label }))}
      />
      <Button
        mt="lg"
        variant="filled"
        disabled={!into}
        loading={merge.isPending}
        onClick={() => into && merge.mutate(into)}
      >
        {t("themes.merge")}
      </Button>
    </Modal>
  )
}
