import { Button, Modal, NumberInput, Select, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { deliverables } from "../../plans/parts/WorkstreamForm.tsx"

type Playbook = Answer<"Playbook">
type Step = Playbook["steps"][number]

const kinds = ["product", "cx", "contact_centre", "marketing", "executive", "other"] as const
const promised = ["guidance_live", "first_notice", "fix_shipped", "verified"] as const

/** A playbook of one's own: who delivers what until when, in which order. */
export function PlaybookForm({ playbook, copy, onClose }: { playbook: Playbook; copy: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(copy ? t("playbooks.copyOf", { name: playbook.name }) : playbook.name)
  const [description, setDescription] = useState(playbook.description)
  const [steps, setSteps] = useState<readonly Step[]>(playbook.steps)
  const save = useChange<void>({
    run: (_, send) =>
      copy
        ? send("POST", "/playbooks", { name, description, copiedFrom: playbook.id, steps })
        : send("PATCH", `/playbooks/${playbook.id}`, { version: playbook.version, name, description, steps }),
    touches: ["playbooks"],
    said: () => t("playbooks.saved", { name }),
    after: onClose,
  })
  const change = (index: number, part: Partial<Step>) =>
    setSteps(steps.map((step, place) => (place === index ? { ...step, ...part } : step)))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={t(copy ? "playbooks.copy" : "playbooks.edit")} size="xl">
      <form onSubmit={submit}>
        <TextInput
          label={t("playbooks.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          data-autofocus
        />
        <Textarea
          mt="md"
          label={t("playbooks.description")}
          autosize
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        {steps.map((step, index) => (
          <fieldset
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the playbook
            key={index}
            style={{ border: 0, borderTop: "1px solid var(--line)", padding: "14px 0", margin: "14px 0 0" }}
          >
            <legend className="n">{t("playbooks.step", { number: index + 1 })}</legend>
            <div className="row" style={{ alignItems: "end" }}>
              <Select
                w={180}
                label={t("plan.department")}
                allowDeselect={false}
                value={step.department}
                onChange={(value) =>
                  change(index, { department: kinds.find((one) => one === value) ?? step.department })
                }
                data={kinds.map((value) => ({ value, label: t(`departments.kind.${value}`) }))}
              />
              <Select
                w={200}
                label={t("workstream.deliverable")}
                allowDeselect={false}
                value={step.deliverable}
                onChange={(value) =>
                  change(index, { deliverable: deliverables.find((one) => one === value) ?? step.deliverable })
                }
                data={deliverables.map((value) => ({ value, label: t(`workstream.kind.${value}`) }))}
              />
              <DueFields due={step.due} onChange={(due) => change(index, { due })} />
            </div>
            <TextInput
              mt="sm"
              label={t("workstream.title")}
              required
              value={step.title}
              onChange={(event) => change(index, { title: event.currentTarget.value })}
            />
            <TextInput
              mt="sm"
              label={t("playbooks.role")}
              value={step.role ?? ""}
              onChange={(event) => change(index, { role: event.currentTarget.value })}
            />
            <Textarea
              mt="sm"
              label={t("workstream.instructions")}
              autosize
              value={step.instructions ?? ""}
              onChange={(event) => change(index, { instructions: event.currentTarget.value })}
            />
            <Textarea
              mt="sm"
              label={t("playbooks.tasks")}
              autosize
              value={(step.tasks ?? []).join("\n")}
              onChange={(event) => change(index, { tasks: event.currentTarget.value.split("\n") })}
              onBlur={() =>
                change(index, { tasks: (step.tasks ?? []).map((one) => one.trim()).filter((one) => one !== "") })
              }
            />
            <Button
              mt="sm"
              size="compact-sm"
              variant="subtle"
              onClick={() => setSteps(steps.filter((_, place) => place !== index))}
            >
              {t("common.remove")}
            </Button>
          </fieldset>
        ))}
        <div className="row" style={{ marginTop: 18 }}>
          <Button type="submit" variant="filled" loading={save.isPending} disabled={steps.length === 0}>
            {t("common.save")}
          </Button>
          <Button
            onClick={() =>
              setSteps([
                ...steps,
                {
                  department: "product",
                  role: "",
                  title: "",
                  deliverable: "other",
                  due: { promise: "fix_shipped", share: 1 },
                  instructions: "",
                  tasks: [],
                },
              ])
            }
          >
            {t("playbooks.addStep")}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function DueFields({ due, onChange }: { due: Step["due"]; onChange: (due: Step["due"]) => void }) {
  const { t } = useTranslation()
  const by = "promise" in due ? due.promise : "hours"
  return (
    <>
      <Select
        w={210}
        label={t("playbooks.dueBy")}
        allowDeselect={false}
        value={by}
        onChange={(value) => {
          const promise = promised.find((one) => one === value)
          onChange(promise ? { promise, share: 1 } : { hours: 48 })
        }}
        data={[
          ...promised.map((value) => ({ value: value as string, label: t(`plan.step.${value}`) })),
          { value: "hours", label: t("playbooks.hours") },
        ]}
      />
      {"promise" in due ? (
        <NumberInput
          w={130}
          label={t("playbooks.share")}
          min={5}
          max={200}
          suffix=" %"
          value={Math.round((due.share ?? 1) * 100)}
          onChange={(value) => typeof value === "number" && onChange({ ...due, share: Math.max(5, value) / 100 })}
        />
      ) : (
        <NumberInput
          w={130}
          label={t("playbooks.hours")}
          min={1}
          max={8760}
          value={due.hours}
          onChange={(value) => typeof value === "number" && onChange({ hours: value })}
        />
      )}
    </>
  )
}
