import { randomBytes } from "node:crypto"
import { readFile, writeFile } from "node:fs/promises"
import path from "node:path"
import { parseRange, type TrustedProxies } from "./http/sender.ts"
import { type LogLevel, logLevels } from "./log.ts"

/** Everything that can be set from outside. Read once at start and passed on; nothing else reads the environment. */
export type Settings = Readonly<{
  port: number
  host: string
  /** Absolute path. */
  dataFolder: string
  databaseUrl?: string
  clickhouseUrl?: string
  /** Without a slash at the end. */
  publicUrl: string
  logLevel: LogLevel
  mail?: Readonly<{ smtpUrl: string; from: string }>
  /** Where answers to customer notices and returned mails come in. */
  inboundMail?: Readonly<{ domain: string; host: string; port: number; protocol: "smtp" | "lmtp" }>
  secret?: string
  role: Role
  /** Largest file that can be uploaded for an import, in MB (of 1024² bytes). */
  importLimitMb: number
  /** Hosts and address ranges that webhooks and connections may reach although they are private or plain http. */
  outboundAllow: readonly string[]
  /** Which proxies in front are believed when they say for whom they pass a request on. */
  trustProxy: TrustedProxies
}>

/** Settings with nothing left open: the secret has been given or made. */
export type Config = Settings & Readonly<{ secret: string }>

export type Role = (typeof roles)[number]
const roles = ["all", "web", "worker"] as const

/** What each variable means. `docs/configuration.md` is made from this list by `tools/config-docs.ts`. */
export const declarations: readonly Declaration[] = [
  {
    name: "PORT",
    standard: "4100",
    example: "8080",
    text: "The TCP port the program listens on, 1 to 65535.",
  },
  {
    name: "HOST",
    standard: "127.0.0.1",
    example: "0.0.0.0",
    text: "The address it listens on. The default is reachable from this machine only; behind a reverse proxy leave it so.",
  },
  {
    name: "RAPPORT_DATA",
    standard: "./data",
    example: "/srv/rapport",
    text: "The folder for everything kept on disk: embedded databases, files, generated secrets, logs of the databases.",
  },
  {
    name: "DATABASE_URL",
    example: "postgres://rapport:password@db.example.com:5432/rapport",
    secret: true,
    text: "Your own PostgreSQL (15 or newer). Without it, an embedded PostgreSQL runs in the data folder.",
  },
  {
    name: "CLICKHOUSE_URL",
    example: "https://rapport:password@ch.example.com:8443/rapport",
    secret: true,
    text: "Your own ClickHouse over HTTP; user, password and database stand in the URL. Without it, an embedded ClickHouse runs in the data folder.",
  },
  {
    name: "PUBLIC_URL",
    standard: "http://HOST:PORT",
    example: "https://rapport.example.com",
    text: "The address people open in their browsers: used in mails, links and sign-in.",
  },
  {
    name: "TRUST_PROXY",
    standard: "0",
    example: "10.0.0.0/8, 127.0.0.1",
    text: "The reverse proxies in front whose X-Forwarded-For is believed, for limits per address: how many there are, or their addresses and ranges. Without it the address of the connection counts, which behind a proxy is the proxy's own for everybody.",
  },
  {
    name: "LOG_LEVEL",
    standard: "info",
    example: "debug",
    text: `How much is logged: ${logLevels.join(", ")}.`,
  },
  {
    name: "SMTP_URL",
    example: "smtps://user:password@mail.example.com:465",
    secret: true,
    text: "The mail server. Set together with MAIL_FROM. Without it, mails are not sent; the mail outbox page shows them.",
  },
  {
    name: "MAIL_FROM",
    example: "Rapport <rapport@example.com>",
    text: "The sender of every mail. Set together with SMTP_URL.",
  },
  {
    name: "INBOUND_MAIL_DOMAIN",
    example: "mail.example.com",
    text: "The domain to which customers answer: its MX record leads to INBOUND_MAIL_PORT of this machine. With it, answers to notices come in as feedback and undeliverable mail marks addresses. Without it, answers go to the address in the notices' settings.",
  },
  {
    name: "INBOUND_MAIL_PORT",
    standard: "2525",
    example: "25",
    text: "The TCP port on which mail is received when INBOUND_MAIL_DOMAIN is set.",
  },
  {
    name: "INBOUND_MAIL_HOST",
    standard: "127.0.0.1",
    example: "0.0.0.0",
    text: "The address on which mail is received. The default suits a mail server on this machine that hands it on.",
  },
  {
    name: "INBOUND_MAIL_PROTOCOL",
    standard: "smtp",
    example: "lmtp",
    text: "How mail is handed over: smtp, or lmtp from a mail server in front.",
  },
  {
    name: "RAPPORT_SECRET",
    standard: "made at the first start and kept in RAPPORT_DATA/secret",
    example: "the output of: openssl rand -base64 32",
    secret: true,
    text: "Signs sessions and links; at least 32 characters. Whoever has it can sign in as anybody. Changing it signs everybody out.",
  },
  {
    name: "RAPPORT_ROLE",
    standard: "all",
    example: "worker",
    text: `What this process does: ${roles.join(", ")}. Several processes need DATABASE_URL, CLICKHOUSE_URL and the same RAPPORT_SECRET.`,
  },
  {
    name: "IMPORT_LIMIT_MB",
    standard: "4096",
    example: "500",
    text: "The largest file that can be uploaded for an import, in MB. Several processes must share RAPPORT_DATA/imports.",
  },
  {
    name: "OUTBOUND_ALLOW",
    example: "hooks.internal.example.com, 10.1.0.0/16",
    text: "Hosts (with a port if it matters) and address ranges that webhooks and connections may reach although they are private or speak plain http. Without it only https to public addresses is called, so that nobody can point a webhook at the inside of your network.",
  },
]

export type Declaration = Readonly<{ name: string; standard?: string; example: string; secret?: boolean; text: string }>

/** A setting that cannot be used. The message is one sentence for the operator and never contains a secret value. */
export class WrongSetting extends Error {
  override name = "WrongSetting"
}

/**
 * Reads the settings from environment variables. An empty variable counts as not set.
 * @throws WrongSetting naming the variable, what is wrong with it and what would be right
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const text = (name: string) => env[name]?.trim() || undefined
  const port = readPort(text("PORT") ?? "4100")
  const host = readHost(text("HOST") ?? "127.0.0.1")
  const settings: Settings = {
    port,
    host,
    dataFolder: path.resolve(text("RAPPORT_DATA") ?? "data"),
    databaseUrl: readUrl("DATABASE_URL", text("DATABASE_URL"), ["postgres:", "postgresql:"]),
    clickhouseUrl: readUrl("CLICKHOUSE_URL", text("CLICKHOUSE_URL"), ["http:", "https:"]),
    publicUrl: readPublicUrl(text("PUBLIC_URL")) ?? ownUrl(host, port),
    logLevel: readChoice("LOG_LEVEL", text("LOG_LEVEL") ?? "info", logLevels),
    mail: readMail(text("SMTP_URL"), text("MAIL_FROM")),
    inboundMail: readInboundMail(text),
    secret: readSecret(text("RAPPORT_SECRET")),
    role: readChoice("RAPPORT_ROLE", text("RAPPORT_ROLE") ?? "all", roles),
    importLimitMb: readMegabytes("IMPORT_LIMIT_MB", text("IMPORT_LIMIT_MB") ?? "4096"),
    outboundAllow: readHosts("OUTBOUND_ALLOW", text("OUTBOUND_ALLOW") ?? ""),
    trustProxy: readProxies(text("TRUST_PROXY") ?? "0"),
  }
  checkRole(settings)
  return settings
}

/** Takes the secret from the settings, else from the file in the data folder, which is made (mode 0600) when missing. */
export async function completeConfig(settings: Settings): Promise<Config> {
  return { ...settings, secret: settings.secret ?? (await keptSecret(path.join(settings.dataFolder, "secret"))) }
}

/** A random value kept in a file that only its owner can read; made at the first call. */
export async function keptSecret(file: string): Promise<string> {
  try {
    const kept = (await readFile(file, "utf8")).trim()
    if (kept) return kept
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
  }
  const made = randomBytes(32).toString("base64url")
  await writeFile(file, `${made}\n`, { mode: 0o600, flush: true })
  return made
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new WrongSetting(`PORT is "${text}", but a port is a whole number from 1 to 65535.`)
  }
  return port
}

function readMegabytes(name: string, text: string): number {
  const size = Number(text)
  if (!/^\d+$/.test(text) || size < 1 || size > 1_000_000) {
    throw new WrongSetting(`${name} is "${text}", but must be a whole number of MB from 1 to 1000000.`)
  }
  return size
}

function readHosts(name: string, text: string): string[] {
  const hosts = text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean)
  const wrong = hosts.find((one) => !/^(\[[\da-fA-F:]+\]|[\w.:-]+)(:\d+|\/\d+)?$/.test(one))
  if (wrong !== undefined) {
    throw new WrongSetting(
      `${name} holds "${wrong}", but takes hosts such as hooks.example.com:8443 and ranges such as 10.1.0.0/16, separated by commas.`,
    )
  }
  return hosts
}

function readProxies(text: string): TrustedProxies {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const ranges = text.split(",").flatMap((one) => one.trim() || [])
  const wrong = ranges.find((one) => parseRange(one) === undefined)
  if (wrong === undefined) return ranges
  throw new WrongSetting(
    `TRUST_PROXY holds "${wrong}", but takes a number of proxies such as 1, or addresses and ranges such as 10.0.0.0/8, separated by commas.`,
  )
}

function readHost(text: string): string {
  if (/[\s/]|^\w+:\/\//.test(text)) {
    throw new WrongSetting(
      `HOST is "${text}", but it must be an address or host name alone, such as 127.0.0.1 or 0.0.0.0.`,
    )
  }
  return text.replace(/^\[(.*)\]$/, "$1")
}

// Never quotes the value: it usually contains a password.
function readUrl(name: string, text: string | undefined, schemes: readonly string[]): string | undefined {
  if (text === undefined) return undefined
  const example = declarations.find((declaration) => declaration.name === name)?.example
  if (!URL.canParse(text)) throw new WrongSetting(`${name} is not a URL; it should look like ${example}.`)
  const { protocol, hostname, searchParams } = new URL(text)
  if (!schemes.includes(protocol)) {
    throw new WrongSetting(
      `${name} begins with ${protocol}//, but must begin with ${schemes.map((s) => `${s}//`).join(" or ")}.`,
    )
  }
  // PostgreSQL URLs may name a socket folder in ?host= instead.
  if (hostname === "" && !searchParams.has("host")) {
    throw new WrongSetting(`${name} names no host; it should look like ${example}.`)
  }
  return text
}

function readPublicUrl(text: string | undefined): string | undefined {
  const url = readUrl("PUBLIC_URL", text, ["http:", "https:"])
  if (url === undefined) return undefined
  const { origin, pathname, search, hash, username } = new URL(url)
  if (pathname !== "/" || search || hash || username) {
    throw new WrongSetting(
      "PUBLIC_URL must be scheme and host only, such as https://rapport.example.com, because Rapport serves from the root of its host.",
    )
  }
  return origin
}

// "Every address" is nothing a browser can open.
function ownUrl(host: string, port: number): string {
  const name = ["0.0.0.0", "::"].includes(host) ? "localhost" : host
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`
}

function readChoice<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text.toLowerCase())
  if (found === undefined) throw new WrongSetting(`${name} is "${text}", but must be one of ${choices.join(", ")}.`)
  return found
}

function readMail(url: string | undefined, from: string | undefined): Settings["mail"] {
  const smtpUrl = readUrl("SMTP_URL", url, ["smtp:", "smtps:"])
  if (smtpUrl === undefined && from === undefined) return undefined
  if (smtpUrl === undefined) throw new WrongSetting("MAIL_FROM is set but SMTP_URL is not; mail needs both or neither.")
  if (from === undefined) throw new WrongSetting("SMTP_URL is set but MAIL_FROM is not; mail needs both or neither.")
  if (!/^[^@\s<>]+@[^@\s<>]+$|<[^@\s<>]+@[^@\s<>]+>$/.test(from)) {
    throw new WrongSetting(
      `MAIL_FROM is "${from}", but must be an address such as rapport@example.com or Rapport <rapport@example.com>.`,
    )
  }
  return { smtpUrl, from }
}

function readInboundMail(text: (name: string) => string | undefined): Settings["inboundMail"] {
  const domain = text("INBOUND_MAIL_DOMAIN")?.toLowerCase()
  if (domain === undefined) return undefined
  if (!/^([a-z0-9-]+\.)+[a-z0-9-]{2,}$/.test(domain)) {
    throw new WrongSetting(`INBOUND_MAIL_DOMAIN is "${domain}", but must be a domain such as mail.example.com.`)
  }
  const port = text("INBOUND_MAIL_PORT") ?? "2525"
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new WrongSetting(`INBOUND_MAIL_PORT is "${port}", but a port is a whole number from 1 to 65535.`)
  }
  return {
    domain,
    port: Number(port),
    host: readHost(text("INBOUND_MAIL_HOST") ?? "127.0.0.1"),
    protocol: readChoice("INBOUND_MAIL_PROTOCOL", text("INBOUND_MAIL_PROTOCOL") ?? "smtp", ["smtp", "lmtp"] as const),
  }
}

function readSecret(text: string | undefined): string | undefined {
  if (text !== undefined && text.length < 32) {
    throw new WrongSetting(
      `RAPPORT_SECRET has ${text.length} characters, but needs at least 32; leave it out to have one made.`,
    )
  }
  return text
}

function checkRole({ role, databaseUrl, clickhouseUrl, secret }: Settings) {
  if (role === "all") return
  const missing = [
    databaseUrl === undefined && "DATABASE_URL",
    clickhouseUrl === undefined && "CLICKHOUSE_URL",
    secret === undefined && "RAPPORT_SECRET",
  ].filter((name) => name !== false)
  if (missing.length > 0) {
    throw new WrongSetting(
      `RAPPORT_ROLE is "${role}", which means several processes share one set of servers, but ${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not set.`,
    )
  }
}
