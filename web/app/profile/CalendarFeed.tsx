import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { Secret } from "../../ui/Secret.tsx"
import { useChange, useGet } from "../data.tsx"
import { useFormat } from "../format.ts"

/** The member's due dates in her own calendar program: an address to subscribe to, shown once. */
export function CalendarFeed() {
  const { t } = useTranslation()
  const format = useFormat()
  const feed = useGet<{ since: string | null }>("me", "/calendar-feed")
  const open = useChange<void, { url: string }>({
    run: (_, send) => send("POST", "/calendar-feed"),
    touches: [],
    after: () => void feed.refetch(),
  })
  const close = useChange<void>({
    run: (_, send) => send("DELETE", "/calendar-feed"),
    touches: [],
    said: () => t("calendar.closed"),
    after: () => void feed.refetch(),
  })
  const since = feed.data?.since
  return (
    <div>
      <h2>{t("calendar.title")}</h2>
      {open.data ? (
        <Secret why={t("calendar.once")} value={open.data.url} copy={t("calendar.copy")} onDone={() => open.reset()} />
      ) : (
        <>
          <p className="n">{since ? t("calendar.since", { when: format.day(since) }) : t("calendar.what")}</p>
          <div className="row" style={{ marginTop: 8 }}>
            <Button size="compact-sm" loading={open.isPending} onClick={() => open.mutate()}>
              {t(since ? "calendar.anew" : "calendar.open")}
            </Button>
            {since && (
              <Button size="compact-sm" variant="subtle" onClick={() => close.mutate()}>
                {t("calendar.close")}
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  )
}
