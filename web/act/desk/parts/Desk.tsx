import { Button } from "@mantine/core"
import { useHotkeys } from "@mantine/hooks"
import { type FormEvent, useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Bone, Loaded } from "../../../ui/Loaded.tsx"
import { useOutside } from "../panel-context.ts"
import { AskAfter } from "./AskAfter.tsx"
import { CallerView, OtherProblems } from "./CallerView.tsx"
import classes from "./Desk.module.css"
import { LogBar, type Logging } from "./KnownProblem.tsx"

export type Logged = { id: string } & Logging
type DeskProps = {
  lookupKey: string
  personId: string | null
  onKey: (key: string) => void
  onChoose: (personId: string | null) => void
  onLogged?: (logged: Logged) => void
}

/** The agent's desk: a key in, who is calling and what to tell her out. */
export function Desk({ lookupKey, personId, onKey, onChoose, onLogged }: DeskProps) {
  const { t } = useTranslation()
  const lookup = useGet<Answer<"DeskLookup">>(
    "desk",
    "/desk/lookup",
    { key: lookupKey },
    { enabled: lookupKey !== "" && !personId },
  )
  const caller = useGet<Answer<"DeskCaller">>("desk", `/desk/callers/${personId}`, {}, { enabled: personId !== null })
  const [asking, setAsking] = useState<{ contactId: string; personId: string | undefined; of: string } | null>(null)
  const call = `${lookupKey} ${personId}`
  const logging = useLog(lookupKey, (logged, who) => {
    setAsking({ contactId: logged.id, personId: who, of: call })
    onLogged?.(logged)
  })
  // A second press while the first is on its way is the same press.
  const log = { mutate: (one: Logging & { personId?: string }) => logging.isPending || logging.mutate(one) }
  const bones = (
    <>
      <Bone width={260} height={26} top={22} />
      <Bone width="min(480px, 90%)" height={14} top={8} />
      <Bone height={190} top={16} />
    </>
  )
  return (
    <>
      <KeyBox key={lookupKey} value={lookupKey} onKey={onKey} />
      {asking?.of === call && (
        <AskAfter
          key={asking.contactId}
          contactId={asking.contactId}
          personId={asking.personId}
          onDone={() => setAsking(null)}
        />
      )}
      {personId && (
        <Loaded query={caller} bones={bones}>
          {(data) => (
            <CallerView caller={data} onLog={(logging) => log.mutate({ ...logging, personId: data.person.id })} />
          )}
        </Loaded>
      )}
      {!personId && lookupKey && (
        <Loaded query={lookup} bones={bones}>
          {(data) => (
            <Found
              data={data}
              lookupKey={lookupKey}
              onChoose={onChoose}
              onLog={(logging, who) => log.mutate({ ...logging, ...(who ? { personId: who } : {}) })}
            />
          )}
        </Loaded>
      )}
      <p className={classes.keys}>
        <span>{t("desk.keys")}</span>
        {(["C", "A", "O", "N", "E", "W", "1–9"] as const).map((key) => (
          <span key={key}>
            <kbd>{key}</kbd> {t(`desk.key.${key === "1–9" ? "choose" : key}`)}
          </span>
        ))}
      </p>
    </>
  )
}

function Found({
  data,
  lookupKey,
  onChoose,
  onLog,
}: {
  data: Answer<"DeskLookup">
  lookupKey: string
  onChoose: (id: string) => void
  onLog: (logging: Logging, personId?: string) => void
}) {
  const { t } = useTranslation()
  const { org } = useSession()
  const outside = useOutside()
  const mayWrite = useMay("problems.edit")
  if (data.caller) {
    const { caller } = data
    return <CallerView caller={caller} onLog={(logging) => onLog(logging, caller.person.id)} />
  }
  if (data.found === "choose") return <Choose matches={data.matches} onChoose={onChoose} />
  return (
    <>
      <div className={classes.who}>
        <h1>{t(data.found === "withheld" ? "desk.withheld" : "desk.nobody", { key: lookupKey })}</h1>
      </div>
      <p className="n">{t("desk.nobodyHint")}</p>
      <section className={classes.problem}>
        <h2>{t("desk.logAnyway")}</h2>
        <LogBar keys onLog={(outcome, words) => onLog({ outcome, ...(words ? { words } : {}) })} />
      </section>
      {mayWrite && (
        <p style={{ marginTop: 14 }}>
          <Go href={paths.problems(org)} {...outside}>
            {t("desk.writeProblem")}
          </Go>
        </p>
      )}
      {data.otherProblems.length > 0 && (
        <OtherProblems problems={data.otherProblems} ofHers={false} onLog={(logging) => onLog(logging)} />
      )}
    </>
  )
}

/** Several people it may mean: one is chosen, by pointing or by her number on the keyboard. */
function Choose({ matches, onChoose }: { matches: Answer<"DeskMatch">[]; onChoose: (id: string) => void }) {
  const { t } = useTranslation()
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  useHotkeys(matches.slice(0, 9).map((match, place) => [String(place + 1), () => onChoose(match.personId)]))
  return (
    <section>
      <div className={classes.who}>
        <h1>{t("desk.choose", { count: matches.length })}</h1>
      </div>
      <p className="n">{t("desk.chooseHint")}</p>
      <ol className={classes.matches}>
        {matches.map((match, place) => (
          <li key={match.personId}>
            <button type="button" ref={place === 0 ? first : undefined} onClick={() => onChoose(match.personId)}>
              {place < 9 && <kbd>{place + 1}</kbd>}
              <b>{match.name ?? t("person.unnamed")}</b>
              <span className="n">{[t(`desk.by.${match.by}`), ...match.owns].join(" · ")}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

function KeyBox({ value, onKey }: { value: string; onKey: (key: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  useHotkeys([["C", () => input.current?.select()]])
  useEffect(() => {
    if (value === "") input.current?.focus()
  }, [value])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onKey(text.trim())
  }
  return (
    <form className={classes.key} onSubmit={submit}>
      <label htmlFor="desk-key">{t("desk.caller")}</label>
      <input
        id="desk-key"
        ref={input}
        value={text}
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        placeholder={t("desk.placeholder")}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && input.current?.blur()}
      />
      <Button type="submit">{t("desk.find")}</Button>
    </form>
  )
}

/** Logs a contact; an unknown caller is logged under what was typed. */
function useLog(lookupKey: string, onLogged: (logged: Logged, personId: string | undefined) => void) {
  const { t } = useTranslation()
  return useChange<Logging & { personId?: string }, Answer<"DeskContactLogged">>({
    run: ({ number: _, guidanceNumber: __, ...logging }, send) =>
      send("POST", "/desk/contacts", {
        ...logging,
        clientId: crypto.randomUUID(),
        ...(logging.personId ? {} : callerOf(lookupKey)),
      }),
    touches: ["desk", "guidance", "feedback"],
    said: ({ outcome }) => t(`desk.logged.${outcome}`),
    undo: (_, { id }, send) => send("DELETE", `/desk/contacts/${id}`),
    after: ({ id }, { personId, ...logging }) => onLogged({ ...logging, id }, personId),
  })
}

function callerOf(key: string): { caller?: { phone?: string; email?: string; name?: string } } {
  if (/^\S+@\S+\.\S+$/.test(key)) return { caller: { email: key } }
  if (/^[+\d\s()./-]{7,}$/.test(key)) return { caller: { phone: key } }
  return {}
}
