import { Button, type ButtonProps, Tooltip } from "@mantine/core"
import type { ButtonHTMLAttributes } from "react"
import { useTranslation } from "react-i18next"
import type { Permission } from "../api/contract.ts"
import { useMay } from "../app/session.tsx"

type MayButtonProps = ButtonProps &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof ButtonProps> & { permission: Permission }

/** A button that stays visible without the right to it, and says why it cannot be pressed. */
export function MayButton({ permission, ...button }: MayButtonProps) {
  const { t } = useTranslation()
  const may = useMay(permission)
  if (may) return <Button {...button} />
  return (
    <Tooltip label={t(`permission.${permission}`)}>
      {/* Not `disabled`: the reason must be reachable by keyboard. */}
      <Button {...button} data-disabled aria-disabled onClick={(event) => event.preventDefault()} />
    </Tooltip>
  )
}
