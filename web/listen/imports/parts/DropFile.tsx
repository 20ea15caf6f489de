import { Progress } from "@mantine/core"
import { type DragEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { ApiError, apiUrl } from "../../../api/client.ts"
import type { Import } from "../../../api/import-contract.ts"
import { sayTrouble } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useGo } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import classes from "./DropFile.module.css"

/** A place to drop a file, or to choose one by keyboard; shows how much of it has gone over. */
export function DropFile() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const format = useFormat()
  const may = useMay("imports.run")
  const [over, setOver] = useState(false)
  const [sent, setSent] = useState<{ name: string; share: number; bytes: number } | null>(null)

  const send = (file: File | undefined) => {
    if (!file) return
    setSent({ name: file.name, share: 0, bytes: file.size })
    upload(org, file, (share) => setSent({ name: file.name, share, bytes: file.size })).then(
      (created) => go(paths.import(org, created.id)),
      (error: unknown) => {
        setSent(null)
        sayTrouble(error)
      },
    )
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    send(event.dataTransfer.files[0])
  }
  if (!may)
    return (
      <p className="card" style={{ maxWidth: 720 }}>
        {t("permission.imports.run")}
      </p>
    )
  if (sent) {
    return (
      <div className={classes.drop} style={{ cursor: "default" }} role="status">
        <b>{t("import.sending", { name: sent.name })}</b>
        <Progress value={sent.share * 100} w="min(420px, 100%)" aria-label={t("import.sending", { name: sent.name })} />
        <span className="n">
          {format.percent(sent.share)} · {format.bytes(sent.bytes)}
        </span>
      </div>
    )
  }
  return (
    <label
      className={classes.drop}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        type="file"
        className="only-screen-reader"
        accept=".csv,.tsv,.txt,.xlsx,.json,.ndjson,.jsonl"
        onChange={(event) => send(event.currentTarget.files?.[0])}
      />
      <b style={{ fontSize: 16 }}>{t("import.drop")}</b>
      <span className="n">{t("import.formats")}</span>
    </label>
  )
}

/** Sends a file as it is, with progress (fetch cannot tell how much of a request has gone out). */
function upload(organization: string, file: File, onProgress: (share: number) => void): Promise<Import> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open("POST", apiUrl("/imports", { name: file.name }))
    request.setRequestHeader("X-Organization", organization)
    request.setRequestHeader("Content-Type", "application/octet-stream")
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onerror = () =>
      reject(new ApiError(0, { code: "network.unreachable", message: "The server did not answer." }))
    request.onload = () => {
      const body: unknown = parsed(request.responseText)
      if (request.status >= 200 && request.status < 300) return resolve(body as Import)
      const error =
        typeof body === "object" && body !== null && "error" in body
          ? (body.error as { code: string; message: string })
          : { code: `http.${request.status}`, message: request.statusText }
      reject(new ApiError(request.status, error))
    }
    request.send(file)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
