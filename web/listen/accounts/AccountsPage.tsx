import { Button, Modal, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"

type Account = Answer<"Account">

/** Which companies buy from us, and how much each has told us. */
export default function AccountsPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [query, change] = useQueryState()
  const [adding, setAdding] = useState(false)
  const accounts = usePages<Account>("accounts", "/accounts", { q: query.q, limit: 100 })
  const total = accounts.total
  return (
    <>
      <PageHead
        title={
          total === undefined ? t("accounts.title") : t("accounts.sentence", { count: total, n: format.number(total) })
        }
        documentTitle={t("accounts.title")}
      >
        <MayButton permission="people.edit" variant="filled" onClick={() => setAdding(true)}>
          {t("accounts.add")}
        </MayButton>
      </PageHead>
      <FilterBar
        query={{ ...query, where: [] }}
        onChange={change}
        period={false}
        conditions={false}
        placeholder={t("accounts.find")}
      >
        <ExportMenu path="/accounts/export" query={{ q: query.q }} />
      </FilterBar>
      <Loaded
        query={{ data: accounts.data, error: accounts.error, refetch: accounts.refetch as never }}
        bones={<RowBones count={6} />}
      >
        {() =>
          accounts.items.length === 0 ? (
            <EmptyState
              title={t("accounts.emptyTitle")}
              action={
                <Button component={Go} variant="filled" href={paths.imports(org)}>
                  {t("accounts.emptyAction")}
                </Button>
              }
            >
              {t("accounts.emptyBody")}
            </EmptyState>
          ) : (
            <div className="scroll-x">
              <table className="plain">
                <thead>
                  <tr>
                    <th scope="col">{t("people.account")}</th>
                    <th scope="col" className="r">
                      {t("accounts.people")}
                    </th>
                    <th scope="col" className="r">
                      {t("accounts.feedback")}
                    </th>
                    <th scope="col" className="r">
                      {t("people.lastAt")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {accounts.items.map((account) => (
                    <tr key={account.id}>
                      <td>
                        <Go href={paths.account(org, account.id)}>{account.name}</Go>
                        {account.externalId && <span className="n"> {account.externalId}</span>}
                      </td>
                      <td className="r">{format.number(account.people)}</td>
                      <td className="r">{format.number(account.feedback)}</td>
                      <td className="r">{account.lastAt ? format.day(account.lastAt) : "–"}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <More pages={accounts} />
            </div>
          )
        }
      </Loaded>
      <AddAccount opened={adding} onClose={() => setAdding(false)} />
    </>
  )
}

function AddAccount({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [name, setName] = useState("")
  const [externalId, setExternalId] = useState("")
  const add = useChange<void, Account>({
    run: (_, send) => send("POST", "/accounts", { name, ...(externalId ? { externalId } : {}) }),
    touches: ["accounts"],
    after: (account) => go(paths.account(org, account.id)),
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t("accounts.add")}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim()) add.mutate()
        }}
      >
        <TextInput
          data-autofocus
          label={t("people.account")}
          description={t("accounts.nameHint")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("person.kind.external")}
          value={externalId}
          onChange={(event) => setExternalId(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" disabled={!name.trim()} loading={add.isPending}>
          {t("accounts.add")}
        </Button>
      </form>
    </Modal>
  )
}
