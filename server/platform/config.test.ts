import { mkdtemp, readFile, rm, stat } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { expect, test } from "vitest"
import { completeConfig, readSettings, WrongSetting } from "./config.ts"

test("nothing set means a program that this machine alone can reach", () => {
  expect(readSettings({ PORT: "", HOST: " " })).toEqual({
    port: 4100,
    host: "127.0.0.1",
    dataFolder: path.resolve("data"),
    databaseUrl: undefined,
    clickhouseUrl: undefined,
    publicUrl: "http://127.0.0.1:4100",
    logLevel: "info",
    mail: undefined,
    secret: undefined,
    role: "all",
    importLimitMb: 4096,
    outboundAllow: [],
    trustProxy: 0,
  })
})

test("everything set is taken as it stands", () => {
  const settings = readSettings({
    PORT: "8080",
    HOST: "::",
    RAPPORT_DATA: "/srv/rapport",
    DATABASE_URL: "postgres://u:p@db/rapport",
    CLICKHOUSE_URL: "https://u:p@ch:8443/rapport",
    PUBLIC_URL: "https://rapport.example.com/",
    LOG_LEVEL: "DEBUG",
    SMTP_URL: "smtps://mail.example.com",
    MAIL_FROM: "Rapport <rapport@example.com>",
    RAPPORT_SECRET: "s".repeat(32),
    RAPPORT_ROLE: "worker",
  })
  expect(settings).toMatchObject({
    port: 8080,
    host: "::",
    dataFolder: "/srv/rapport",
    publicUrl: "https://rapport.example.com",
    logLevel: "debug",
    mail: { smtpUrl: "smtps://mail.example.com", from: "Rapport <rapport@example.com>" },
    role: "worker",
  })
})

test("an instance for every address gives out links that open on this machine", () => {
  expect(readSettings({ HOST: "0.0.0.0" }).publicUrl).toBe("http://localhost:4100")
  expect(readSettings({ HOST: "::1" }).publicUrl).toBe("http://[::1]:4100")
})

test.each([
  [{ PORT: "80a" }, 'PORT is "80a", but a port is a whole number from 1 to 65535.'],
  [{ PORT: "0" }, "PORT is"],
  [{ PORT: "65536" }, "PORT is"],
  [{ HOST: "http://0.0.0.0" }, "HOST is"],
  [{ DATABASE_URL: "db.example.com" }, "DATABASE_URL is not a URL"],
  [{ DATABASE_URL: "mysql://u:p@db/x" }, "DATABASE_URL begins with mysql://, but must begin with postgres://"],
  [
    { CLICKHOUSE_URL: "clickhouse://u:p@ch/x" },
    "CLICKHOUSE_URL begins with clickhouse://, but must begin with http://",
  ],
  [{ PUBLIC_URL: "https://example.com/rapport" }, "PUBLIC_URL must be scheme and host only"],
  [{ TRUST_PROXY: "10.0.0.0/8, proxy" }, 'TRUST_PROXY holds "proxy", but takes a number of proxies such as 1'],
  [{ LOG_LEVEL: "loud" }, 'LOG_LEVEL is "loud", but must be one of debug, info, warn, error, silent.'],
  [{ SMTP_URL: "smtp://mail" }, "SMTP_URL is set but MAIL_FROM is not"],
  [{ MAIL_FROM: "a@example.com" }, "MAIL_FROM is set but SMTP_URL is not"],
  [{ SMTP_URL: "smtp://mail", MAIL_FROM: "Rapport" }, 'MAIL_FROM is "Rapport"'],
  [{ RAPPORT_ROLE: "both" }, 'RAPPORT_ROLE is "both"'],
  [{ RAPPORT_ROLE: "web" }, "DATABASE_URL and CLICKHOUSE_URL and RAPPORT_SECRET are not set"],
])("a wrong value is refused in a sentence: %o", (env, sentence) => {
  expect(() => readSettings(env)).toThrow(WrongSetting)
  expect(() => readSettings(env)).toThrow(sentence)
})

test.each([
  { RAPPORT_SECRET: "hunter2-too-short" },
  { DATABASE_URL: "mysql://u:hunter2@db/x" },
  { CLICKHOUSE_URL: "hunter2" },
])("the sentence never repeats a secret: %o", (env) => {
  expect.assertions(1)
  try {
    readSettings(env)
  } catch (error) {
    expect((error as Error).message).not.toContain("hunter2")
  }
})

test("without a secret one is made, which only its owner can read and the next start finds again", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "rapport-config-"))
  try {
    const first = await completeConfig({ ...readSettings({}), dataFolder: folder })
    const second = await completeConfig({ ...readSettings({}), dataFolder: folder })
    expect(first.secret.length).toBeGreaterThanOrEqual(32)
    expect(second.secret).toBe(first.secret)
    expect((await stat(path.join(folder, "secret"))).mode & 0o777).toBe(0o600)
    expect((await readFile(path.join(folder, "secret"), "utf8")).trim()).toBe(first.secret)
  } finally {
    await rm(folder, { recursive: true })
  }
})
