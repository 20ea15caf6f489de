import { Button, Modal, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import { useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { callOf, type Person } from "../person-words.ts"

/** The one change of a person that cannot be taken back, so it is asked for. */
export function ErasePerson({ person, opened, onClose }: { person: Person; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [reason, setReason] = useState("")
  const erase = useChange({
    run: (_, send) => send("POST", `/people/${person.id}/erasure`, reason.trim() ? { reason } : {}),
    touches: ["people", "feedback"],
    said: () => t("person.erasedDone"),
    after: () => {
      onClose()
      go(paths.people(org))
    },
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t("person.eraseQuestion", { name: callOf(person, t) })}>
      <p>{t("person.eraseWhat")}</p>
      <TextInput
        mt="sm"
        label={t("person.eraseReason")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className="row" style={{ marginTop: 16 }}>
        <Button color="red" variant="filled" onClick={() => erase.mutate()} loading={erase.isPending}>
          {t("person.eraseNow")}
        </Button>
        <Button onClick={onClose}>{t("person.eraseNot")}</Button>
      </div>
    </Modal>
  )
}
