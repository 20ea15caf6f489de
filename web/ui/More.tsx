import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"

type MoreProps = {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

/** Under a list that comes page by page: brings the next one, and is gone after the last. */
export function More({ pages }: MoreProps) {
  const { t } = useTranslation()
  if (!pages.hasNextPage) return null
  return (
    <Button mt="md" onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
      {t("common.more")}
    </Button>
  )
}
