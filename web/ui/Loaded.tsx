import { Button } from "@mantine/core"
import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { troubleIn } from "../app/data.tsx"

type LoadedProps<T> = {
  query: Pick<UseQueryResult<T>, "data" | "error" | "refetch">
  bones: ReactNode
  children: (data: T) => ReactNode
}

/** Data when it is there, its skeleton before, and a sentence with a way on when it cannot be had. */
export function Loaded<T>({ query, bones, children }: LoadedProps<T>) {
  const { t } = useTranslation()
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Trouble error={query.error} onRetry={() => void query.refetch()} />
  return (
    <div role="status" aria-label={t("common.loading")}>
      {bones}
    </div>
  )
}

export function Trouble({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation()
  const { message, remedy } = troubleIn(error)
  return (
    <div role="alert">
      <p>
        <b>{message}</b>
      </p>
      {remedy && <p className="n">{remedy}</p>}
      <Button mt="sm" onClick={onRetry}>
        {t("common.tryAgain")}
      </Button>
    </div>
  )
}

/** Skeletons have the shape of what will stand there, so that nothing jumps. */
export function Bone({
  width = "100%",
  height = 14,
  top = 0,
}: {
  width?: number | string
  height?: number
  top?: number
}) {
  return <div className="bone" style={{ width, height, marginTop: top }} />
}

export function HeadBones() {
  return (
    <div>
      <Bone width={180} height={20} />
      <Bone width="min(560px, 90%)" height={30} top={12} />
      <Bone width="min(720px, 100%)" height={16} top={12} />
      <Bone width={320} height={34} top={18} />
    </div>
  )
}

export function RowBones({ count, height = 18 }: { count: number; height?: number }) {
  return (
    <div className="rows">
      {rows(count).map((row) => (
        <div key={row} style={{ padding: "13px 0", borderBottom: "1px solid var(--line)" }}>
          <Bone width={`${72 - ((row * 17) % 30)}%`} height={height} />
          <Bone width={`${48 - ((row * 11) % 20)}%`} height={12} top={7} />
        </div>
      ))}
    </div>
  )
}

export function CardBones({ height }: { height: number }) {
  return (
    <div className="card">
      <Bone width={220} height={16} />
      <Bone height={height} top={14} />
    </div>
  )
}

function rows(count: number): number[] {
  return Array.from({ length: count }, (_, row) => row)
}
