import { json, type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Vault } from "../../platform/vault.ts"
import type { Access, Afterwards, Failure, MailOutcome } from "./mailbox.ts"

const sealedAs = "mailbox"

export type MailboxRow = {
  id: string
  organization_id: string
  name: string
  host: string
  port: number
  security: Access["security"]
  username: string
  sign_in: Access["signIn"]
  secret: string
  folder: string
  afterwards: Afterwards
  move_to: string | null
  since: Date | null
  own_domains: string[]
  touchpoint: string | null
  product: string | null
  every_minutes: number
  uid_validity: string | null
  uid_done: number
  next_at: Date
  read_at: Date | null
  failure: Failure | null
  failures: number
  version: number
  created_by: string
  created_at: Date
  paused_by: string | null
  paused_at: Date | null
}
export type NewMailbox = Omit<
  MailboxRow,
  | "organization_id"
  | "uid_validity"
  | "uid_done"
  | "next_at"
  | "read_at"
  | "failure"
  | "failures"
  | "version"
  | "created_by"
  | "created_at"
  | "paused_by"
  | "paused_at"
>

const columns = sql`m.*, m.uid_validity::text as uid_validity, p.by as paused_by, p.at as paused_at`

export const listMailboxes = (scope: Scope, id?: string) =>
  scope.query<MailboxRow>(sql`
    select ${columns} from mailbox m left join mailbox_pause p on p.mailbox_id = m.id
    where m.organization_id = ${scope.organizationId} ${id ? sql`and m.id = ${id}` : sql``} order by m.created_at limit 200`)

/** The sources of what came by mail. */
export const mailboxNames = async (scope: Scope): Promise<string[]> =>
  (await listMailboxes(scope)).map((box) => box.name)

export async function findMailbox(scope: Scope, id: string): Promise<MailboxRow | undefined> {
  const [row] = await listMailboxes(scope, id)
  return row
}

/** How many mails came to what, of each mailbox. */
export async function countMails(scope: Scope): Promise<Map<string, Partial<Record<MailOutcome, number>>>> {
  const rows = await scope.query<{ mailbox_id: string; outcome: MailOutcome; n: number }>(sql`
    select mailbox_id, outcome, count(*) as n from mailbox_mail
    where mailbox_id in (select id from mailbox where organization_id = ${scope.organizationId}) group by 1, 2`)
  const counts = new Map<string, Partial<Record<MailOutcome, number>>>()
  for (const { mailbox_id, outcome, n } of rows) counts.set(mailbox_id, { ...counts.get(mailbox_id), [outcome]: n })
  return counts
}

export const sealed = (vault: Vault, secret: string) => vault.seal(sealedAs, secret)
export const accessOf = (vault: Vault, row: MailboxRow): Access => ({
  host: row.host,
  port: row.port,
  security: row.security,
  username: row.username,
  signIn: row.sign_in,
  secret: vault.open(sealedAs, row.secret),
})

/** False where another one has that name. */
export const insertMailbox = async (tx: Tx, one: NewMailbox): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into mailbox (id, organization_id, name, host, port, security, username, sign_in, secret, folder, afterwards, move_to,
        since, own_domains, touchpoint, product, every_minutes, next_at, created_by, created_at)
      values (${one.id}, ${tx.organizationId}, ${one.name}, ${one.host}, ${one.port}, ${one.security}, ${one.username}, ${one.sign_in},
        ${one.secret}, ${one.folder}, ${one.afterwards}, ${one.move_to}, ${one.since}, ${one.own_domains}, ${one.touchpoint},
        ${one.product}, ${one.every_minutes}, ${tx.now()}, ${tx.actor.name}, ${tx.now()})
      on conflict (organization_id, name) do nothing returning id`)
  ).length > 0

/** Another server, user or folder begins its numbering anew. False where somebody changed it meanwhile. */
export const updateMailbox = async (tx: Tx, one: NewMailbox, version: number, anew: boolean): Promise<boolean> =>
  (
    await tx.query(sql`
      update mailbox set host = ${one.host}, port = ${one.port}, security = ${one.security}, username = ${one.username},
        sign_in = ${one.sign_in}, secret = ${one.secret}, folder = ${one.folder}, afterwards = ${one.afterwards},
        move_to = ${one.move_to}, own_domains = ${one.own_domains}, touchpoint = ${one.touchpoint}, product = ${one.product},
        every_minutes = ${one.every_minutes}, failure = null, failures = 0, next_at = ${tx.now()}, version = version + 1
        ${anew ? sql`, uid_validity = null, uid_done = 0` : sql``}
      where id = ${one.id} and organization_id = ${tx.organizationId} and version = ${version} returning id`)
  ).length > 0

export const deleteMailbox = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.query(sql`delete from mailbox where id = ${id} and organization_id = ${tx.organizationId} returning id`))
    .length > 0

export const insertPause = async (tx: Tx, id: string): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into mailbox_pause (mailbox_id, by, at) values (${id}, ${tx.actor.name}, ${tx.now()})
      on conflict do nothing returning mailbox_id`)
  ).length > 0

export const deletePause = async (tx: Tx, id: string): Promise<boolean> => {
  await tx.query(
    sql`update mailbox set next_at = ${tx.now()} where id = ${id} and organization_id = ${tx.organizationId}`,
  )
  return (await tx.query(sql`delete from mailbox_pause where mailbox_id = ${id} returning mailbox_id`)).length > 0
}

export const saveNext = (scope: Scope, id: string, at: Date) =>
  scope.query(sql`update mailbox set next_at = ${at} where id = ${id} and organization_id = ${scope.organizationId}`)

/** Takes a mailbox to read it, for some minutes, should the process end meanwhile. False where another one has it. */
export const takeMailbox = async (scope: Scope, id: string, until: Date): Promise<boolean> =>
  (
    await scope.query(sql`
      update mailbox set next_at = ${until}
      where id = ${id} and organization_id = ${scope.organizationId} and next_at <= ${scope.now()} returning id`)
  ).length > 0

/** How a reading went: its time, and why not. */
export const saveRead = (scope: Scope, id: string, { failure, next }: { failure: Failure | null; next: Date }) =>
  scope.query(sql`
    update mailbox set failure = ${failure === null ? null : json(failure)}, next_at = ${next},
      failures = ${failure === null ? sql`0` : sql`failures + 1`},
      read_at = ${failure === null ? sql`${scope.now()}` : sql`read_at`}
    where id = ${id} and organization_id = ${scope.organizationId}`)

/** Those whose time has come, of every organization. */
export const dueMailboxes = (runner: Runner, now: Date) =>
  runner.query<{ id: string; organization_id: string }>(sql`
    select m.id, m.organization_id from mailbox m
    where m.next_at <= ${now} and not exists (select 1 from mailbox_pause p where p.mailbox_id = m.id)
    order by m.next_at limit 200`)

/** The numbering of a folder begins anew where the server says that it is another one. */
export const saveNumbering = (scope: Scope, id: string, uidValidity: string) =>
  scope.query(sql`
    update mailbox set uid_validity = ${uidValidity}, uid_done = 0
    where id = ${id} and organization_id = ${scope.organizationId} and uid_validity is distinct from ${uidValidity}::bigint`)

/** Holds the checkpoint until the transaction ends. False where somebody else has come further, or the mailbox is gone. */
export const holdCheckpoint = async (tx: Tx, id: string, at: { uidValidity: string; uid: number }): Promise<boolean> =>
  (
    await tx.query(sql`
      select 1 from mailbox m where id = ${id} and organization_id = ${tx.organizationId}
        and uid_validity = ${at.uidValidity}::bigint and uid_done < ${at.uid}
        and not exists (select 1 from mailbox_pause p where p.mailbox_id = m.id) for update`)
  ).length > 0

export const moveCheckpoint = (tx: Tx, id: string, uid: number) =>
  tx.query(sql`update mailbox set uid_done = ${uid} where id = ${id} and organization_id = ${tx.organizationId}`)

/** Which conversation a mail belongs to: that of the nearest known mail it answers to. */
export async function conversationOf(
  tx: Tx,
  mailboxId: string,
  answers: readonly string[],
): Promise<string | undefined> {
  if (answers.length === 0) return undefined
  const rows = await tx.query<{ mail: string; conversation: string }>(sql`
    select mail, conversation from mailbox_mail where mailbox_id = ${mailboxId}
      and (mail = any(${answers}::text[]) or conversation = any(${answers}::text[]))`)
  const known = new Map(rows.map((row) => [row.mail, row.conversation]))
  return answers.toReversed().flatMap((one) => known.get(one) ?? [])[0] ?? rows[0]?.conversation
}

/** What the same writer said earlier in a conversation, the newest item. */
export async function saidBefore(
  tx: Tx,
  mailboxId: string,
  conversation: string,
  writer: string,
): Promise<{ id: string } | undefined> {
  const [row] = await tx.query<{ id: string }>(sql`
    select feedback_id as id from mailbox_mail where mailbox_id = ${mailboxId} and conversation = ${conversation}
      and writer = ${writer} and feedback_id is not null order by at desc, uid desc limit 1`)
  return row
}

export const knowsMail = async (tx: Tx, mailboxId: string, mail: string): Promise<boolean> =>
  (await tx.query(sql`select 1 from mailbox_mail where mailbox_id = ${mailboxId} and mail = ${mail}`)).length > 0

export const insertMail = (
  tx: Tx,
  one: {
    mailboxId: string
    mail: string
    conversation: string
    writer: string
    uidValidity: string
    uid: number
    outcome: MailOutcome
    feedbackId: string | null
    settled: boolean
  },
) =>
  tx.query(sql`
    insert into mailbox_mail (mailbox_id, mail, conversation, writer, uid_validity, uid, outcome, feedback_id, at, settled_at)
    values (${one.mailboxId}, ${one.mail}, ${one.conversation}, ${one.writer}, ${one.uidValidity}, ${one.uid}, ${one.outcome},
      ${one.feedbackId}, ${tx.now()}, ${one.settled ? tx.now() : null}) on conflict do nothing`)

/** Mails that are still to be marked or moved. */
export const unsettledMails = (scope: Scope, mailboxId: string, uidValidity: string) =>
  scope.query<{ uid: number }>(sql`
    select uid from mailbox_mail where mailbox_id = ${mailboxId} and uid_validity = ${uidValidity} and settled_at is null
    order by uid limit 500`)

export const saveSettled = (scope: Scope, mailboxId: string, uidValidity: string, uids: readonly number[]) =>
  scope.query(sql`
    update mailbox_mail set settled_at = ${scope.now()}
    where mailbox_id = ${mailboxId} and uid_validity = ${uidValidity} and uid = any(${uids}::bigint[])`)

export type MailRow = { uid: number; outcome: MailOutcome; feedback_id: string | null; at: Date }
/** What became of each mail, the newest first. */
export const listMails = (
  scope: Scope,
  mailboxId: string,
  { outcome, before, limit }: { outcome?: MailOutcome; before?: { at: Date; uid: number }; limit: number },
) =>
  scope.query<MailRow>(sql`
    select l.uid, l.outcome, l.feedback_id, l.at from mailbox_mail l join mailbox m on m.id = l.mailbox_id
    where m.organization_id = ${scope.organizationId} and m.id = ${mailboxId}
      ${outcome ? sql`and l.outcome = ${outcome}` : sql``}
      ${before ? sql`and (l.at, l.uid) < (${before.at}, ${before.uid}::bigint)` : sql``}
    order by l.at desc, l.uid desc limit ${limit}`)
