import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import type { Policy, Rules } from "../asking-words.ts"

/** Changes sentences of the policy; what was there before comes back by undo. */
export function usePolicyChange(policy: Policy) {
  const { t } = useTranslation()
  return useChange<Partial<Rules>, Policy>({
    run: (rules, send) => send("PUT", "/contact-policy", { version: policy.version, rules }),
    touches: ["policy", "mailings"],
    said: () => t("policy.saved"),
    undo: (rules, after, send) =>
      send("PUT", "/contact-policy", {
        version: after.version,
        rules: Object.fromEntries((Object.keys(rules) as (keyof Rules)[]).map((field) => [field, policy.rules[field]])),
      }),
  })
}
