import { Button } from "@mantine/core"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { encode } from "uqr"
import classes from "./Surveys.module.css"

/** An address to be read by a phone's camera; always dark on white, which is what cameras expect. */
export function QrCode({ address, name }: { address: string; name: string }) {
  const { t } = useTranslation()
  const { size, path } = useMemo(() => drawn(address), [address])
  const save = () => {
    const file = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`
    const url = URL.createObjectURL(new Blob([file], { type: "image/svg+xml" }))
    const link = Object.assign(document.createElement("a"), { href: url, download: `${name}.svg` })
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <figure style={{ margin: 0 }}>
      <div className={classes.qr}>
        <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={t("surveys.qrLabel")}>
          <path d={path} fill="#000000" />
        </svg>
      </div>
      <figcaption className="n" style={{ margin: "8px 0" }}>
        {t("surveys.qrHint")}
      </figcaption>
      <Button size="compact-sm" onClick={save}>
        {t("surveys.qrSave")}
      </Button>
    </figure>
  )
}

/** All dark modules as one path: a unit square each, with the quiet zone that readers need. */
function drawn(address: string): { size: number; path: string } {
  const { size, data } = encode(address, { ecc: "M", border: 4 })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join("")
  return { size, path }
}
