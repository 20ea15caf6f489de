import { isIP } from "node:net"
import type { ImapFlow } from "imapflow"
import type { Reach } from "../../platform/outbound.ts"
import type { Access, Failure } from "./mailbox.ts"

/** Why the mail server did not do what was asked, as something that can be acted on. */
export class LineError extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.code)
    this.failure = failure
  }
}

/** The largest part of a mail that is read: words come before what is attached to them. */
export const readOfMail = 3 * 1024 * 1024

/**
 * Signs in to a mail server, does the work and hangs up. The server is reached by the rules for all requests to the
 * outside: only public addresses, and encrypted, but for hosts the operator has named. @throws LineError
 */
export async function withLine<T>(
  reach: Reach,
  access: Access,
  work: (client: ImapFlow) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { host, port, security, username, signIn, secret } = access
  const way = await reach(host, port)
  if (!way.reached) {
    const code = way.reason === "address" ? "mailbox.address" : "mailbox.host_unknown"
    throw new LineError({ code, params: { host } })
  }
  if (security === "none" && !way.plain) throw new LineError({ code: "mailbox.plain", params: { host } })
  const { ImapFlow: Line } = await import("imapflow")
  const client = new Line({
    // The address that was judged, not the name, which may mean another one by now.
    host: way.address,
    port,
    ...(isIP(host) ? {} : { servername: host }),
    secure: security === "tls",
    ...(security === "tls" ? {} : { doSTARTTLS: security === "starttls" }),
    auth: signIn === "token" ? { user: username, accessToken: secret } : { user: username, pass: secret },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    maxLineLength: 1024 * 1024,
    maxLiteralSize: 2 * readOfMail,
    maxResponseSize: 3 * readOfMail,
  })
  let broken: unknown
  client.on("error", (error: unknown) => {
    broken = error
  })
  const end = () => client.close()
  signal?.addEventListener("abort", end)
  try {
    await client.connect()
    const done = await work(client)
    await client.logout().catch(() => {})
    return done
  } catch (error) {
    if (error instanceof LineError) throw error
    throw failureOf(error, access) ?? failureOf(broken, access) ?? error
  } finally {
    signal?.removeEventListener("abort", end)
    client.close()
  }
}

/** Opens a folder. @throws LineError mailbox.no_folder */
export async function openFolder(client: ImapFlow, folder: string, options: { readOnly: boolean }) {
  try {
    return await client.mailboxOpen(folder, options)
  } catch (error) {
    const { mailboxMissing, responseStatus } = error as Trouble
    if (mailboxMissing || responseStatus) throw new LineError({ code: "mailbox.no_folder", params: { folder } })
    throw error
  }
}

type Trouble = {
  name?: string
  code?: string
  message?: string
  authenticationFailed?: boolean
  tlsFailed?: boolean
  mailboxMissing?: boolean
  responseStatus?: string
  responseText?: string
}

function failureOf(error: unknown, { host, port, username }: Access): LineError | undefined {
  if (typeof error !== "object" || error === null) return undefined
  const { code = "", message = "", authenticationFailed, tlsFailed, responseStatus, responseText } = error as Trouble
  const said = (responseText ?? message).slice(0, 200)
  if (authenticationFailed) return new LineError({ code: "mailbox.sign_in", params: { host, username } })
  if (tlsFailed || /CERT|SSL|TLS|ERR_TLS|SELF_SIGNED|wrong version/i.test(`${code} ${message}`))
    return new LineError({ code: "mailbox.certificate", params: { host, detail: said } })
  if (/TIMEOUT/i.test(code)) return new LineError({ code: "mailbox.timeout", params: { host, port } })
  if (/ECONN|EHOST|ENET|EPIPE|NoConnection|ClosedAfterConnect|EConnectionClosed/i.test(code))
    return new LineError({ code: "mailbox.no_connection", params: { host, port } })
  if (responseStatus || /Parser|TooLarge|Invalid/i.test(code))
    return new LineError({ code: "mailbox.trouble", params: { host, detail: said } })
  return undefined
}
