import { useDebouncedValue } from "@mantine/hooks"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { call } from "../../../api/client.ts"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import type { Definition, Preview } from "../audience-words.ts"

/** Whom a definition holds now; asked again a moment after the last change, and whenever people or things move. */
export function usePreview(definition: Definition | null) {
  const { org } = useSession()
  const [asked] = useDebouncedValue(definition, 350)
  return useQuery({
    queryKey: [org, "audiences", "preview", asked],
    queryFn: ({ signal }) =>
      call<Preview>("POST", "/audiences/preview", { organization: org, body: { definition: asked }, signal }),
    enabled: asked !== null,
    placeholderData: asked === null ? undefined : keepPreviousData,
  })
}

/** How many, how they are reached, who is in more than one rule, and some of them by name. */
export function LivePreview({ preview, asked }: { preview: ReturnType<typeof usePreview>; asked: boolean }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  if (!asked) {
    return (
      <aside className="stack">
        <p className="n">{t("audiences.previewHint")}</p>
      </aside>
    )
  }
  return (
    <aside className="stack" aria-live="polite" aria-label={t("audiences.now")}>
      <Loaded query={preview} bones={<RowBones count={5} />}>
        {(data) => {
          const left = data.candidates - data.people
          return (
            <>
              <section>
                <h2>{t("audiences.reachTitle")}</h2>
                <ul className="rows">
                  <li style={{ padding: "5px 0" }}>
                    {t("audiences.byEmail", { count: data.reach.email, n: format.number(data.reach.email) })}
                  </li>
                  <li style={{ padding: "5px 0" }}>
                    {t("audiences.byPhone", { count: data.reach.phone, n: format.number(data.reach.phone) })}
                  </li>
                  <li>
                    {t("audiences.byNeither", { count: data.reach.neither, n: format.number(data.reach.neither) })}
                  </li>
                </ul>
                {(data.overlap > 0 || left > 0) && (
                  <p className="n" style={{ marginTop: 8 }}>
                    {data.overlap > 0 &&
                      t("audiences.overlap", { count: data.overlap, n: format.number(data.overlap) })}
                    {data.overlap > 0 && left > 0 && t("common.space")}
                    {left > 0 && t("audiences.leftOut", { count: left, n: format.number(left) })}
                  </p>
                )}
              </section>
              <section>
                <h2>{t("audiences.sample")}</h2>
                {data.sample.length === 0 && <p className="n">{t("audiences.nobody")}</p>}
                <ul className="rows">
                  {data.sample.map((person) => (
                    <li key={person.id} style={{ padding: "6px 0" }}>
                      <div>
                        <Go href={paths.person(org, person.id)}>{person.name ?? t("person.unnamed")}</Go>
                      </div>
                      <div className="n">{person.email ?? person.phone ?? t("audiences.noAddress")}</div>
                    </li>
                  ))}
                </ul>
              </section>
            </>
          )
        }}
      </Loaded>
    </aside>
  )
}
