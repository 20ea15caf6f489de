import { Button, TextInput } from "@mantine/core"
import { useParams, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { type Audience, askable, type Definition, definitionSentence } from "./audience-words.ts"
import { AudienceRules } from "./parts/AudienceRules.tsx"
import { LivePreview, usePreview } from "./parts/LivePreview.tsx"

/** One audience: its rules as sentences, and whom they hold at this moment. */
export default function AudiencePage() {
  const { id = "" } = useParams({ strict: false })
  const { definition } = useSearch({ strict: false }) as { definition?: string }
  if (id === "new") return <AudienceEditor given={readDefinition(definition)} />
  return <Saved id={id} />
}

function Saved({ id }: { id: string }) {
  const audience = useGet<Audience>("audiences", `/audiences/${id}`)
  return (
    <Loaded
      query={audience}
      bones={
        <>
          <HeadBones />
          <RowBones count={4} />
        </>
      }
    >
      {(data) => <AudienceEditor key={`${data.id} ${data.version}`} audience={data} given={data.definition} />}
    </Loaded>
  )
}

function AudienceEditor({ audience, given }: { audience?: Audience; given: Definition }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const may = useMay("people.edit")
  const [name, setName] = useState(audience?.name ?? "")
  const [definition, setDefinition] = useState(given)
  const whole = askable(definition)
  const preview = usePreview(whole)
  const changed = !audience || name !== audience.name || JSON.stringify(definition) !== JSON.stringify(given)
  const save = useChange<void, Audience>({
    run: (_, send) =>
      audience
        ? send("PATCH", `/audiences/${audience.id}`, { name, definition: whole, version: audience.version })
        : send("POST", "/audiences", { name, definition: whole }),
    touches: ["audiences"],
    said: () => t("audiences.saved"),
    after: (saved) => {
      if (!audience) go(paths.audience(org, saved.id), { replace: true })
    },
  })
  const remove = useChange<void, unknown>({
    run: (_, send) => send("DELETE", `/audiences/${audience?.id}`),
    touches: ["audiences"],
    said: () => t("audiences.deleted"),
    undo: (_, __, send) => send("POST", "/audiences", { name: audience?.name, definition: audience?.definition }),
    after: () => go(paths.audiences(org)),
  })
  const people = preview.data?.people
  return (
    <>
      <PageHead
        title={
          people === undefined
            ? (audience?.name ?? t("audiences.newTitle"))
            : t("audiences.holds", {
                count: people,
                n: format.number(people),
                name: name || t("audiences.thisOne"),
              })
        }
        documentTitle={audience?.name ?? t("audiences.newTitle")}
        tags={
          audience && (
            <>
              <span className="tag">{t("audiences.version_n", { version: audience.version })}</span>
              {audience.uses.map((use) => (
                <span className="tag" data-tone="accent" key={use.record}>
                  {t("audiences.usedBy", { uses: use.label })}
                </span>
              ))}
            </>
          )
        }
        lede={whole ? definitionSentence(whole, t, format) : t("audiences.startHint")}
      >
        <MayButton
          permission="people.edit"
          variant="filled"
          disabled={may && (!whole || !name.trim() || !changed)}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t("common.save")}
        </MayButton>
        {audience && <ExportMenu path={`/audiences/${audience.id}/people/export`} query={{}} />}
        {audience && changed && (
          <Button
            variant="subtle"
            onClick={() => {
              setName(audience.name)
              setDefinition(given)
            }}
          >
            {t("audiences.discard")}
          </Button>
        )}
        {audience && (
          <MayButton permission="people.edit" variant="subtle" color="red" onClick={() => remove.mutate()}>
            {t("common.remove")}
          </MayButton>
        )}
      </PageHead>
      <div className="cols">
        <div className="stack">
          <TextInput
            label={t("audiences.name")}
            placeholder={t("audiences.namePlaceholder")}
            value={name}
            maxLength={120}
            disabled={!may}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <AudienceRules definition={definition} preview={preview.data} onChange={setDefinition} />
          {audience && <Comments record={`audience:${audience.id}`} />}
        </div>
        <LivePreview preview={preview} asked={whole !== null} />
      </div>
    </>
  )
}

function readDefinition(text: string | undefined): Definition {
  try {
    const given: unknown = JSON.parse(text ?? "")
    if (typeof given === "object" && given !== null && "anyOf" in given && Array.isArray(given.anyOf)) {
      return given as Definition
    }
  } catch {
    // an address that cannot be read starts empty
  }
  return { anyOf: [] }
}
