import { Button, FileButton } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { apiUrl, call } from "../../../api/client.ts"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useMay, useSession } from "../../../app/session.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import type { PlanDetail } from "../plan-words.ts"

type Attachment = Answer<"Attachment">

/** Files beside the plan and its workstreams; always a download, never opened as a page. */
export function FilesCard({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("plans.edit")
  const record = `plan:${plan.id}`
  const files = useGet<{ items: Attachment[] }>("plans", "/files", { record })
  const add = useChange<File>({
    run: (file) =>
      call("POST", `/files?record=${record}&name=${encodeURIComponent(file.name)}`, { organization: org, raw: file }),
    touches: ["plans", "activity"],
    said: (file) => t("files.added", { name: file.name }),
  })
  const remove = useChange<Attachment>({
    run: (file, send) => send("DELETE", `/files/${file.id}`),
    touches: ["plans", "activity"],
    said: (file) => t("files.removed", { name: file.name }),
  })
  return (
    <section aria-labelledby="files">
      <h2 id="files">{t("files.title")}</h2>
      <Loaded query={files} bones={<RowBones count={1} />}>
        {({ items }) => (
          <ul className="rows">
            {items.map((file) => (
              <li key={file.id} style={{ padding: "8px 0" }} className="spread">
                <span style={{ minWidth: 0 }}>
                  <a
                    href={apiUrl(`/files/${file.id}/content`, { organization: org })}
                    download={file.name}
                    style={{ overflowWrap: "anywhere" }}
                  >
                    {file.name}
                  </a>
                  <span className="n" style={{ display: "block" }}>
                    {format.bytes(file.bytes)} · {file.by} · {format.ago(file.at)}
                  </span>
                </span>
                {may && (
                  <Button size="compact-xs" variant="subtle" onClick={() => remove.mutate(file)}>
                    {t("common.remove")}
                  </Button>
                )}
              </li>
            ))}
            {items.length === 0 && <li className="n">{t("files.none")}</li>}
          </ul>
        )}
      </Loaded>
      {may && (
        <FileButton onChange={(file) => file && add.mutate(file)}>
          {(props) => (
            <Button {...props} mt="sm" loading={add.isPending}>
              {t("files.add")}
            </Button>
          )}
        </FileButton>
      )}
    </section>
  )
}
