import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { pathOfRecord, paths } from "../../paths.ts"
import { useSetFollowing } from "../../ui/record/Following.tsx"
import { useHeadlines } from "../../understand/signals/use-headlines.ts"
import { useGet } from "../data.tsx"
import { Go } from "../Go.tsx"
import classes from "../notifications/Notifications.module.css"
import { useSession } from "../session.tsx"

/** The records the member follows or has muted, each to be left as the table says. */
export function Followings() {
  const { t } = useTranslation()
  const { org } = useSession()
  const followings = useGet<{ items: Answer<"Following">[] }>("notifications", "/followings")
  const set = useSetFollowing()
  const headline = useHeadlines()
  const items = followings.data?.items ?? []
  return (
    <div>
      <h3>{t("following.title")}</h3>
      {items.length === 0 ? (
        <p className="n">{t("following.none")}</p>
      ) : (
        <ul className="rows">
          {items.map(({ record, state, title }) => (
            <li key={record} className={classes.row}>
              <span style={{ padding: "7px 0" }}>
                <Go href={pathOfRecord(org, record) ?? paths.notifications(org)}>
                  {headline(record, title ?? t("muting.thisRecord"))}
                </Go>{" "}
                <span className="n">{state && t(`following.is.${state}`)}</span>
              </span>
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t("following.leaveThis", { title: title ?? record })}
                onClick={() => set.mutate({ record, before: state, state: null })}
              >
                {t("following.leave")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
