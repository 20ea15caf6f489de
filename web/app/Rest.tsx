import { Drawer } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { Places } from "./Rail.tsx"
import classes from "./Shell.module.css"

/** On a phone: all the places, in a drawer. */
export default function Rest({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={260} title={t("shell.navigation")}>
      <div className={classes.drawer}>
        <Places onChosen={onClose} />
      </div>
    </Drawer>
  )
}
