import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"

type State = Answer<"Following">["state"]

/** Following a record, or muting it, in one press; what names the reader comes all the same. */
export function Following({ record }: { record: string }) {
  const { t } = useTranslation()
  const following = useGet<Answer<"Following">>("notifications", "/following", { record })
  const set = useSetFollowing()
  const state = following.data?.state ?? null
  const toggle = (wanted: Exclude<State, null>) =>
    set.mutate({ record, before: state, state: state === wanted ? null : wanted })
  return (
    <span className="row" style={{ gap: 0 }}>
      {(["following", "muted"] as const).map((one) => (
        <Button
          key={one}
          size="compact-sm"
          variant="subtle"
          aria-pressed={state === one}
          disabled={!following.data}
          title={t(`following.what.${one}`)}
          onClick={() => toggle(one)}
        >
          {t(state === one ? `following.is.${one}` : `following.do.${one}`)}
        </Button>
      ))}
    </span>
  )
}

/** Says what the reader wants to hear of a record, with a way back. */
export function useSetFollowing() {
  const { t } = useTranslation()
  return useChange<{ record: string; before: State; state: State }>({
    run: ({ record, state }, send) => send("PUT", "/following", { record, state }),
    touches: ["notifications"],
    said: ({ state }) => t(`following.said.${state ?? "neither"}`),
    undo: ({ record, before }, _, send) => send("PUT", "/following", { record, state: before }),
  })
}
