import { Button, useMantineColorScheme } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Me } from "../../api/contract.ts"
import { PageHead } from "../../ui/PageHead.tsx"
import { sayDone, sayTrouble } from "../data.tsx"
import { changeLanguage, type Language, languages } from "../i18n.ts"
import { SessionProvider } from "../session.tsx"
import { ChartExamples } from "./ChartExamples.tsx"
import { PartExamples } from "./PartExamples.tsx"

const nobody: Me & { organization: NonNullable<Me["organization"]>; member: NonNullable<Me["member"]> } = {
  user: { id: "0", name: "Mei Lin", email: "mei@northlight.example", locale: "en" },
  organization: { id: "0", slug: "northlight", name: "Northlight", size: "medium" },
  organizations: [],
  member: { id: "0", role: "viewer", departments: [], personalData: false },
  permissions: ["read"],
}

/** Every shared part in every state, without a server: what a change of the look is judged by. */
export default function DesignPage() {
  const { i18n } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const [crash, setCrash] = useState(false)
  if (crash) throw new Error("An error of a page, on purpose")
  return (
    <SessionProvider org="northlight" initial={nobody}>
      <main style={{ padding: "26px 28px 80px", maxWidth: 1100, margin: "0 auto" }}>
        <PageHead
          title="Every shared part, in every state"
          tags={<span className="tag">design</span>}
          lede="The company speaks in sans, the customer in serif. Red only for harm."
        >
          {(Object.keys(languages) as Language[]).map((language) => (
            <Button
              key={language}
              variant={i18n.language === language ? "filled" : "default"}
              onClick={() => void changeLanguage(language)}
            >
              {languages[language]}
            </Button>
          ))}
          <Button onClick={() => setColorScheme("light")}>Light</Button>
          <Button onClick={() => setColorScheme("dark")}>Dark</Button>
          <Button onClick={() => sayDone("Merged into “Fan stops”", () => sayDone("Undone"))}>Undo toast</Button>
          <Button onClick={() => sayTrouble(new Error("The disk is full"))}>Trouble toast</Button>
          <Button onClick={() => setCrash(true)}>Page error</Button>
        </PageHead>
        <PartExamples />
        <ChartExamples />
      </main>
    </SessionProvider>
  )
}
