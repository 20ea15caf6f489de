import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useMay } from "../../../app/session.tsx"
import type { Person } from "../person-words.ts"

type Link = Answer<"PersonLink">

/** The records that were merged into her; each can be taken out again at any time. */
export function PersonRecords({ person, links }: { person: Person; links: Link[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay("people.edit")
  const part = useChange<Link>({
    run: (link, send) => send("DELETE", `/people/links/${link.id}`),
    touches: ["people", "feedback", "signals"],
    said: () => t("person.parted"),
    undo: (link, _, send) => send("POST", `/people/${link.intoId}/merge`, { personId: link.personId }),
  })
  if (links.length === 0) return null
  return (
    <section className="card" aria-label={t("person.merged", { count: person.ids.length })}>
      <h2>{t("person.merged", { count: person.ids.length })}</h2>
      <ul className="rows">
        {links.map((link) => (
          <li key={link.id} className="spread" style={{ padding: "8px 0" }}>
            <span>
              {link.name ?? t("person.unnamed")}
              <br />
              <span className="n">{t("person.mergedBy", { by: link.by, when: format.ago(link.at) })}</span>
            </span>
            {may && (
              <Button variant="subtle" size="compact-sm" onClick={() => part.mutate(link)}>
                {t("person.part")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
