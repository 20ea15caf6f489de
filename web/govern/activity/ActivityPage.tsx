import { useTranslation } from "react-i18next"
import type { Activity } from "../../api/contract.ts"
import { usePages } from "../../app/data.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ActivityList } from "../../ui/record/ActivityList.tsx"

/** What everyone did, as it happens. */
export default function ActivityPage() {
  const { t } = useTranslation()
  const activity = usePages<Activity>("activity", "/activity", { limit: 50 })
  return (
    <>
      <PageHead title={t("activity.title")} documentTitle={t("place.activity")} lede={t("activity.lede")} />
      <Loaded
        query={{ data: activity.data, error: activity.error, refetch: activity.refetch as never }}
        bones={<RowBones count={8} />}
      >
        {() => (
          <div style={{ maxWidth: 760 }}>
            <ActivityList items={activity.items} />
            <More pages={activity} />
          </div>
        )}
      </Loaded>
    </>
  )
}
