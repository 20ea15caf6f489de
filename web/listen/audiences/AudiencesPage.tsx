import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { type Audience, definitionSentence } from "./audience-words.ts"

/** Whom we speak to: saved audiences, each as a sentence with how many it holds now. */
export default function AudiencesPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [query, change] = useQueryState()
  const audiences = usePages<Audience>("audiences", "/audiences", { q: query.q })
  const largest = audiences.items.reduce((most, one) => Math.max(most, one.people ?? 0), 0)
  const none = audiences.data !== undefined && audiences.items.length === 0 && !query.q
  const start = (
    <Button component={Go} variant="filled" href={paths.audience(org, "new")}>
      {t("audiences.new")}
    </Button>
  )
  return (
    <>
      <PageHead
        title={
          audiences.data && !none
            ? t("audiences.sentence", { count: audiences.items.length, people: format.number(largest) })
            : t("audiences.title")
        }
        documentTitle={t("place.audiences")}
        lede={t("audiences.lede")}
      >
        {!none && start}
      </PageHead>
      {!none && (
        <FilterBar
          query={{ ...query, where: [] }}
          onChange={change}
          period={false}
          conditions={false}
          placeholder={t("audiences.find")}
        />
      )}
      <Loaded
        query={{ data: audiences.data, error: audiences.error, refetch: audiences.refetch as never }}
        bones={<RowBones count={4} />}
      >
        {() =>
          none ? (
            <EmptyState
              title={t("audiences.emptyTitle")}
              example={
                <>
                  <p className="n">{t("common.example")}</p>
                  <p>{t("audiences.emptyExample")}</p>
                </>
              }
              action={start}
            >
              {t("audiences.emptyBody")}
            </EmptyState>
          ) : (
            <ul className="rows">
              {audiences.items.map((audience) => (
                <li key={audience.id}>
                  <Go className="linkrow" href={paths.audience(org, audience.id)}>
                    <span className="spread">
                      <span className="title">{audience.name}</span>
                      <b>
                        {t("audiences.people", { count: audience.people ?? 0, n: format.number(audience.people ?? 0) })}
                      </b>
                    </span>
                    <span>{definitionSentence(audience.definition, t, format)}</span>
                    <span className="n">
                      {audience.uses.length > 0
                        ? t("audiences.usedBy", {
                            uses: audience.uses.map((use) => use.label).join(t("audiences.comma")),
                          })
                        : t("audiences.unused")}
                      {" · "}
                      {t("audiences.changedBy", { name: audience.updated.name, when: format.ago(audience.updated.at) })}
                    </span>
                  </Go>
                </li>
              ))}
              <More pages={audiences} />
              {audiences.items.length === 0 && <p className="n">{t("audiences.noneFound")}</p>}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}
