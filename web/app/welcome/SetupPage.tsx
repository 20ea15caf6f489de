import { Button, Chip, SegmentedControl, TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import type { Setup } from "../../api/contract.ts"
import { useGo } from "../Go.tsx"
import { DoorForm, Password } from "./DoorForm.tsx"
import classes from "./Welcome.module.css"
import { Welcome } from "./Welcome.tsx"

const standard = ["product", "cx", "contact_centre", "marketing", "executive"]
const sizes = ["small", "medium", "large"] as const

/** The first run: the owner, the company, its departments. */
export default function SetupPage() {
  const { t, i18n } = useTranslation()
  const go = useGo()
  const setup = useQuery({ queryKey: ["setup"], queryFn: () => call<Setup>("GET", "/setup") })
  const [name, setName] = useState("")
  const [email, setEmail] = useState("")
  const [password, setPassword] = useState("")
  const [company, setCompany] = useState("")
  const [size, setSize] = useState<string>("medium")
  const [kept, setKept] = useState<string[]>(standard)
  if (setup.data && !setup.data.needed)
    return (
      <Welcome title={t("setup.already")}>
        <div className={classes.fields}>
          <Button onClick={() => go("/")}>{t("signIn.button")}</Button>
        </div>
      </Welcome>
    )

  const organization = {
    name: company,
    size,
    departments: kept.map((kind) => ({ name: t(`departments.kind.${kind}`), kind })),
  }
  return (
    <Welcome title={t("setup.title")} lede={t("setup.lede")}>
      <DoorForm
        button={t("setup.button")}
        before={() => call("POST", "/setup", { body: { name, email, password, locale: i18n.language, organization } })}
        email={email}
        password={password}
      >
        <TextInput
          label={t("setup.company")}
          value={company}
          onChange={(event) => setCompany(event.currentTarget.value)}
          required
          autoFocus
        />
        <div>
          <p id="size" style={{ fontWeight: 500, fontSize: 13.5, marginBottom: 4 }}>
            {t("setup.size")}
          </p>
          <SegmentedControl
            fullWidth
            aria-labelledby="size"
            value={size}
            onChange={setSize}
            data={sizes.map((value) => ({ value, label: t(`setup.sizes.${value}`) }))}
          />
          <p className="n" style={{ marginTop: 4 }}>
            {t(`setup.sizeHint.${size}`)}
          </p>
        </div>
        <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
          <legend style={{ fontWeight: 500, fontSize: 13.5, marginBottom: 6, padding: 0 }}>
            {t("setup.departments")}
          </legend>
          <Chip.Group multiple value={kept} onChange={setKept}>
            <div className="row">
              {standard.map((kind) => (
                <Chip key={kind} value={kind} size="xs" radius={6}>
                  {t(`departments.kind.${kind}`)}
                </Chip>
              ))}
            </div>
          </Chip.Group>
        </fieldset>
        <TextInput
          autoComplete="name"
          label={t("setup.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
        />
        <TextInput
          type="email"
          autoComplete="username"
          label={t("signIn.email")}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
        />
        <Password isNew value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      </DoorForm>
    </Welcome>
  )
}
