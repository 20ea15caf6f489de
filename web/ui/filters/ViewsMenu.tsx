import { Button, Checkbox, Menu, Modal, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Query, SavedView } from "../../api/contract.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useMay } from "../../app/session.tsx"
import { Icon } from "../Icon.tsx"

type ViewsMenuProps = { page: SavedView["page"]; query: Query; onChoose: (query: Query) => void }

/** Saved views of a page: the member's own and those shared with everyone. */
export function ViewsMenu({ page, query, onChoose }: ViewsMenuProps) {
  const { t } = useTranslation()
  const [saving, setSaving] = useState(false)
  const [renaming, setRenaming] = useState<SavedView>()
  const views = useGet<{ items: SavedView[] }>("views", "/views", { page })
  const mine = (views.data?.items ?? []).filter((view) => view.page === page)
  const remove = useChange<SavedView>({
    run: (view, send) => send("DELETE", `/views/${view.id}`),
    touches: ["views"],
    said: (view) => t("views.removed", { name: view.name }),
    undo: (view, _, send) => send("POST", "/views", { name: view.name, page, query: view.query, shared: view.shared }),
  })
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button rightSection={<Icon name="down" size={12} />}>{t("views.button")}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {mine.length === 0 && <Menu.Label>{t("views.none")}</Menu.Label>}
          {mine.map((view) => (
            <Menu.Item
              key={view.id}
              onClick={() => onChoose({ where: [], ...view.query })}
              rightSection={view.shared ? <span className="n">{t("views.shared")}</span> : null}
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setSaving(true)}>{t("views.save")}</Menu.Item>
          {mine.length > 0 && (
            <Menu.Sub>
              <Menu.Sub.Target>
                <Menu.Sub.Item>{t("views.rename")}</Menu.Sub.Item>
              </Menu.Sub.Target>
              <Menu.Sub.Dropdown>
                {mine.map((view) => (
                  <Menu.Item key={view.id} onClick={() => setRenaming(view)}>
                    {view.name}
                  </Menu.Item>
                ))}
              </Menu.Sub.Dropdown>
            </Menu.Sub>
          )}
          {mine.length > 0 && (
            <Menu.Sub>
              <Menu.Sub.Target>
                <Menu.Sub.Item>{t("views.remove")}</Menu.Sub.Item>
              </Menu.Sub.Target>
              <Menu.Sub.Dropdown>
                {mine.map((view) => (
                  <Menu.Item key={view.id} onClick={() => remove.mutate(view)}>
                    {view.name}
                  </Menu.Item>
                ))}
              </Menu.Sub.Dropdown>
            </Menu.Sub>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={saving} onClose={() => setSaving(false)} title={t("views.save")}>
        <SaveView page={page} query={query} onDone={() => setSaving(false)} />
      </Modal>
      <Modal opened={renaming !== undefined} onClose={() => setRenaming(undefined)} title={t("views.rename")}>
        {renaming && <RenameView view={renaming} onDone={() => setRenaming(undefined)} />}
      </Modal>
    </>
  )
}

function SaveView({ page, query, onDone }: { page: SavedView["page"]; query: Query; onDone: () => void }) {
  const { t } = useTranslation()
  const mayShare = useMay("views.share")
  const [name, setName] = useState("")
  const [shared, setShared] = useState(false)
  const save = useChange<void, SavedView>({
    run: (_, send) => send("POST", "/views", { name, page, query, shared }),
    touches: ["views"],
    said: () => t("views.saved", { name }),
    after: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t("views.name")}
        placeholder={t("views.example")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      <Checkbox
        mt="md"
        label={t("views.share")}
        description={mayShare ? undefined : t("permission.views.share")}
        disabled={!mayShare}
        checked={shared}
        onChange={(event) => setShared(event.currentTarget.checked)}
      />
      <Button type="submit" variant="filled" mt="lg" loading={save.isPending}>
        {t("common.save")}
      </Button>
    </form>
  )
}

function RenameView({ view, onDone }: { view: SavedView; onDone: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(view.name)
  const rename = useChange<string, SavedView>({
    run: (given, send) => send("PATCH", `/views/${view.id}`, { name: given }),
    touches: ["views"],
    said: (given) => t("views.renamed", { name: given }),
    undo: (_, __, send) => send("PATCH", `/views/${view.id}`, { name: view.name }),
    after: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate(name.trim())
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t("views.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      <Button type="submit" variant="filled" mt="lg" loading={rename.isPending}>
        {t("common.save")}
      </Button>
    </form>
  )
}
