import { Button } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { Feedback } from "../../api/contract.ts"
import type { Answer } from "../../api/generated.ts"
import { useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { whereOfSlice } from "../../ui/filters/query-state.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { FeedbackRow } from "../feedback/parts/FeedbackRow.tsx"
import { PeopleTable } from "../people/parts/PeopleTable.tsx"
import type { Person } from "../people/person-words.ts"

type Account = Answer<"Account">

/** One company that buys: who speaks for it, and what they say. */
export default function AccountPage() {
  const { id } = useParams({ strict: false })
  const account = useGet<Account>("accounts", `/accounts/${id}`)
  return (
    <Loaded
      query={account}
      bones={
        <>
          <HeadBones />
          <RowBones count={6} />
        </>
      }
    >
      {(data) => <AccountView account={data} />}
    </Loaded>
  )
}

function AccountView({ account }: { account: Account }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const where = JSON.stringify(whereOfSlice({ account: account.name }))
  const people = usePages<Person>("people", "/people", {
    where: JSON.stringify(whereOfSlice({ account: account.id })),
    limit: 50,
  })
  const said = useGet<{ items: Feedback[] }>("feedback", "/feedback", { where, limit: 5 })
  return (
    <>
      <PageHead
        title={t("accounts.one", {
          name: account.name,
          count: account.people,
          people: format.number(account.people),
          feedback: format.number(account.feedback),
        })}
        documentTitle={account.name}
        tags={account.externalId && <span className="tag">{account.externalId}</span>}
        lede={account.lastAt && t("person.last", { when: format.ago(account.lastAt) })}
      >
        <Button component={Go} variant="filled" href={paths.feedbackList(org, { where })}>
          {t("accounts.seeFeedback")}
        </Button>
        <Button component={Go} href={paths.metrics(org, { where })}>
          {t("accounts.seeMetrics")}
        </Button>
      </PageHead>
      <section>
        <h2>{t("accounts.peopleOf")}</h2>
        <PeopleTable people={people} editable />
      </section>
      <section style={{ marginTop: 26 }}>
        <h2>{t("accounts.saidLast")}</h2>
        <Loaded query={said} bones={<RowBones count={3} />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="n">{t("accounts.nothingSaid")}</p>
            ) : (
              <ul className="rows">
                {items.map((item) => (
                  <li key={item.id}>
                    <FeedbackRow feedback={item} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      {Object.keys(account.attributes).length > 0 && (
        <section style={{ marginTop: 26 }}>
          <h2>{t("accounts.noted")}</h2>
          <table className="plain">
            <tbody>
              {Object.entries(account.attributes).map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{String(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  )
}
