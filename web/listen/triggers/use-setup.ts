import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange } from "../../app/data.tsx"

type Survey = Pick<Answer<"Survey">, "id" | "version" | "setup">
export type Setup = Survey["setup"]

/** Changes parts of how a survey asks; undone in one press. */
export function useSetup(survey: Survey) {
  const { t } = useTranslation()
  const put = (setup: Setup, send: <T>(method: string, path: string, body?: unknown) => Promise<T>, version: number) =>
    send<Survey>("PATCH", `/surveys/${survey.id}`, { version, setup })
  const before = survey.setup
  return useChange<Partial<Setup>, Survey>({
    run: (part, send) => put({ ...before, ...part }, send, survey.version),
    touches: ["surveys"],
    said: () => t("triggers.saved"),
    undo: (_, { version }, send) => put(before, send, version),
  })
}
