import { Button, CopyButton } from "@mantine/core"
import { useTranslation } from "react-i18next"
import classes from "./Secret.module.css"

type SecretProps = { why: string; value: string; copy: string; onDone: () => void }

/** A secret that is shown this once: to be copied, and then gone. */
export function Secret({ why, value, copy, onDone }: SecretProps) {
  const { t } = useTranslation()
  return (
    <>
      <p>{why}</p>
      <pre className={classes.code}>{value}</pre>
      <div className="row" style={{ marginTop: 16 }}>
        <CopyButton value={value}>
          {({ copied, copy: take }) => (
            <Button variant="filled" onClick={take}>
              {copied ? t("common.copied") : copy}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{t("common.done")}</Button>
      </div>
    </>
  )
}
