import { Button, VisuallyHidden } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, type usePages } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { daysAgo } from "../../../ui/filters/period.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { More } from "../../../ui/More.tsx"

type Unit = Answer<"Ownership">

/** Units with their owners, newest entry first. */
export function OwnershipTable({ units }: { units: ReturnType<typeof usePages<Unit>> }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("people.edit")
  const change = useChange<{ unit: Unit; endedAt: string | null }>({
    run: ({ unit, endedAt }, send) => send("PATCH", `/ownership/${unit.id}`, { endedAt }),
    touches: ["ownership", "audiences"],
    said: ({ endedAt }) => (endedAt ? t("ownership.ended") : t("ownership.resumed")),
    undo: ({ unit }, _, send) => send("PATCH", `/ownership/${unit.id}`, { endedAt: unit.endedAt }),
  })
  const today = daysAgo(0)
  return (
    <Loaded
      query={{ data: units.data, error: units.error, refetch: units.refetch as never }}
      bones={<RowBones count={8} />}
    >
      {() =>
        units.items.length === 0 ? (
          <p className="n">{t("ownership.none")}</p>
        ) : (
          <div className="scroll-x">
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t("ownership.owner")}</th>
                  <th scope="col">{t("field.product")}</th>
                  <th scope="col">{t("field.batch")}</th>
                  <th scope="col">{t("ownership.serial")}</th>
                  <th scope="col">{t("ownership.relation")}</th>
                  <th scope="col" className="r">
                    {t("ownership.since")}
                  </th>
                  {may && (
                    <th scope="col">
                      <VisuallyHidden>{t("common.actions")}</VisuallyHidden>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {units.items.map((unit) => (
                  <tr key={unit.id}>
                    <td>
                      {unit.person && (
                        <Go href={paths.person(org, unit.person.id)}>{unit.person.name ?? t("person.unnamed")}</Go>
                      )}
                      {unit.account && <span className="n"> {unit.account}</span>}
                    </td>
                    <td>
                      {unit.product} {unit.version && <span className="n">{unit.version}</span>}
                    </td>
                    <td>{unit.batch ?? <span className="n">–</span>}</td>
                    <td>{unit.serial ?? <span className="n">–</span>}</td>
                    <td>{t(`audiences.role.${unit.relation}`)}</td>
                    <td className="r" style={{ whiteSpace: "nowrap" }}>
                      {unit.purchasedAt ? format.day(unit.purchasedAt) : "–"}
                      {unit.endedAt && (
                        <span className="n"> {t("ownership.until", { date: format.day(unit.endedAt) })}</span>
                      )}
                    </td>
                    {may && (
                      <td className="r">
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          onClick={() => change.mutate({ unit, endedAt: unit.endedAt ? null : today })}
                        >
                          {unit.endedAt ? t("ownership.resume") : t("ownership.end")}
                        </Button>
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
            <More pages={units} />
          </div>
        )
      }
    </Loaded>
  )
}
