import { Autocomplete, Button, Modal, Select, SimpleGrid, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"

type AddOwnershipProps = { opened: boolean; onClose: () => void; products: Answer<"InstalledBase">["products"] }
type Unit = Answer<"Ownership">
const blank = { who: "", name: "", product: "", batch: "", serial: "", purchasedAt: "", relation: "both" }

/** One unit added by hand: whose it is, and what. */
export function AddOwnership({ opened, onClose, products }: AddOwnershipProps) {
  const { t } = useTranslation()
  const [given, setGiven] = useState(blank)
  const set = (part: Partial<typeof blank>) => setGiven({ ...given, ...part })
  const add = useChange<void, Unit>({
    run: (_, send) => {
      const { who, name, ...unit } = given
      const said = Object.fromEntries(Object.entries(unit).filter(([, value]) => value.trim() !== ""))
      const person = who.includes("@")
        ? { email: who.trim() }
        : /^[+\d][\d\s()-]{5,}$/.test(who)
          ? { phone: who }
          : { externalId: who.trim() }
      return send("POST", "/ownership", {
        ...said,
        person: { ...person, ...(name.trim() ? { name: name.trim() } : {}) },
      })
    },
    touches: ["ownership", "people", "audiences"],
    said: () => t("ownership.added"),
    undo: (_, unit, send) => send("DELETE", `/ownership/${unit.id}`),
    after: () => {
      setGiven(blank)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <Modal opened={opened} onClose={onClose} title={t("ownership.add")} size="lg">
      <form onSubmit={submit}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t("ownership.who")}
            description={t("ownership.whoHint")}
            required
            value={given.who}
            onChange={(event) => set({ who: event.currentTarget.value })}
            data-autofocus
          />
          <TextInput
            label={t("people.name")}
            description={t("ownership.nameHint")}
            value={given.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Autocomplete
            label={t("field.product")}
            required
            data={products.map((one) => one.product)}
            value={given.product}
            onChange={(product) => set({ product })}
          />
          <TextInput
            label={t("field.batch")}
            value={given.batch}
            onChange={(event) => set({ batch: event.currentTarget.value })}
          />
          <TextInput
            label={t("ownership.serial")}
            value={given.serial}
            onChange={(event) => set({ serial: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t("ownership.since")}
            value={given.purchasedAt}
            onChange={(event) => set({ purchasedAt: event.currentTarget.value })}
          />
          <Select
            label={t("ownership.relation")}
            allowDeselect={false}
            value={given.relation}
            onChange={(relation) => set({ relation: relation ?? "both" })}
            data={["both", "buyer", "user"].map((value) => ({ value, label: t(`audiences.role.${value}`) }))}
          />
        </SimpleGrid>
        <Button mt="lg" type="submit" variant="filled" loading={add.isPending}>
          {t("common.save")}
        </Button>
      </form>
    </Modal>
  )
}
