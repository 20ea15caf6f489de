import { useTranslation } from "react-i18next"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import type { Policy } from "./asking-words.ts"
import { Asked } from "./parts/Asked.tsx"
import { Priorities } from "./parts/Priorities.tsx"
import { Sentences } from "./parts/Sentences.tsx"
import { WhyNotSearch } from "./parts/WhyNot.tsx"

/** How often a customer may be asked, over all surveys and channels, in sentences that are changed where they stand. */
export default function PolicyPage() {
  const policy = useGet<Policy>("policy", "/contact-policy")
  return (
    <Loaded
      query={policy}
      bones={
        <>
          <HeadBones />
          <RowBones count={5} />
        </>
      }
    >
      {(data) => <PolicyView policy={data} />}
    </Loaded>
  )
}

function PolicyView({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { everyDays } = policy.rules
  return (
    <>
      <PageHead
        title={everyDays === null ? t("policy.titleNone") : t("policy.title", { count: everyDays })}
        documentTitle={t("place.policy")}
        lede={
          <>
            {t("policy.lede", { people: format.number(policy.people) })}{" "}
            {policy.updated && t("policy.changedBy", { by: policy.updated.by, when: format.ago(policy.updated.at) })}
          </>
        }
      />
      <div className="stack" style={{ display: "grid", gap: 18 }}>
        <Sentences policy={policy} />
        <Priorities policy={policy} />
        <WhyNotSearch />
        <Asked />
      </div>
    </>
  )
}
