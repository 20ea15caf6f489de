import { Button, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"

type Touchpoint = Answer<"Touchpoint">
type Covered = Answer<"CoveredTouchpoint">

const kinds = ["discover", "buy", "receive", "use", "support", "relationship", "other"] as const

/** A touchpoint of the register: its name, place and order, its tasks, and which names in feedback mean it. */
export function TouchpointForm({
  covered,
  all,
  onDone,
}: {
  covered: Covered | null
  all: Answer<"Coverage">
  onDone: () => void
}) {
  const { t } = useTranslation()
  const touchpoint = covered?.touchpoint ?? null
  const [name, setName] = useState(covered?.name ?? "")
  const [kind, setKind] = useState<(typeof kinds)[number]>(touchpoint?.kind ?? "other")
  const [position, setPosition] = useState<number | undefined>(touchpoint?.position)
  const [tasks, setTasks] = useState(touchpoint?.tasks ?? [])
  const others = all.touchpoints.filter((one) => one.name !== covered?.name)
  const save = useChange<void, Touchpoint>({
    run: async (_, send) => {
      if (touchpoint)
        return send("PATCH", `/touchpoints/${touchpoint.id}`, {
          version: touchpoint.version,
          name,
          kind,
          position,
          tasks,
        })
      const made = await send<Touchpoint>("POST", "/touchpoints", {
        name,
        kind,
        tasks,
        ...(position ? { position } : {}),
      })
      // What feedback calls it stays one of its names.
      if (covered && covered.name !== name) return send("POST", `/touchpoints/${made.id}/names`, { name: covered.name })
      return made
    },
    touches: ["coverage"],
    said: (_, saved) => t("coverage.saved", { name: saved.name }),
    after: onDone,
  })
  const merge = useChange<string, Touchpoint>({
    run: async (into, send) => {
      const target = others.find((one) => one.name === into)?.touchpoint
      const id = target?.id ?? (await send<Touchpoint>("POST", "/touchpoints", { name: into })).id
      return send("POST", `/touchpoints/${id}/names`, { name: covered?.name ?? name })
    },
    touches: ["coverage"],
    said: (into) => t("coverage.merged", { name: covered?.name ?? name, into }),
    after: onDone,
  })
  const split = useChange<string, Touchpoint>({
    run: (one, send) => send("DELETE", `/touchpoints/${touchpoint?.id}/names?name=${encodeURIComponent(one)}`),
    touches: ["coverage"],
    said: (one) => t("coverage.split", { name: one }),
    undo: (one, _, send) => send("POST", `/touchpoints/${touchpoint?.id}/names`, { name: one }),
    after: onDone,
  })
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", `/touchpoints/${touchpoint?.id}`),
    touches: ["coverage"],
    said: () => t("coverage.removed", { name }),
    undo: (_, __, send) => send("POST", "/touchpoints", { name, kind, position, tasks }),
    after: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const otherNames = (touchpoint?.names ?? []).filter((one) => one !== name.trim().toLowerCase())
  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        label={t("coverage.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        maxLength={300}
        data-autofocus
      />
      <Select
        label={t("coverage.kindLabel")}
        data={kinds.map((value) => ({ value, label: t(`coverage.kind.${value}`) }))}
        value={kind}
        onChange={(value) => value && setKind(value)}
        allowDeselect={false}
      />
      <NumberInput
        label={t("coverage.position")}
        description={t("coverage.positionHint")}
        value={position ?? ""}
        onChange={(value) => setPosition(Number(value) || undefined)}
        min={1}
        max={10_000}
      />
      {all.tasks.length > 0 && (
        <MultiSelect
          label={t("coverage.tasks")}
          description={t("coverage.tasksHint")}
          data={all.tasks.map(({ id, name }) => ({ value: id, label: name }))}
          value={tasks}
          onChange={setTasks}
        />
      )}
      {otherNames.length > 0 && (
        <div>
          <p className="n">{t("coverage.names")}</p>
          <ul className="rows">
            {otherNames.map((one) => (
              <li key={one} className="spread" style={{ padding: "6px 0" }}>
                <span>{one}</span>
                <Button size="compact-xs" variant="subtle" onClick={() => split.mutate(one)}>
                  {t("coverage.splitOff")}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Button type="submit" variant="filled" loading={save.isPending}>
        {t("common.save")}
      </Button>
      {covered && others.length > 0 && (
        <Select
          label={t("coverage.same")}
          description={t("coverage.sameHint")}
          data={[...new Set(others.map((one) => one.name))]}
          value={null}
          onChange={(value) => value && merge.mutate(value)}
          searchable
        />
      )}
      {touchpoint && (
        <Button variant="subtle" color="red" onClick={() => remove.mutate()}>
          {t("coverage.remove")}
        </Button>
      )}
    </form>
  )
}
