/** One line per event on stderr: readable on a terminal, one JSON object a line otherwise. Never give it secrets or personal data. */
export type Log = {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export type LogFields = Readonly<Record<string, unknown>>
export type LogLevel = (typeof logLevels)[number]

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const

export function createLog(level: LogLevel, write: (line: string) => void = writeToStderr): Log {
  const threshold = logLevels.indexOf(level)
  const readable = process.stderr.isTTY === true
  const at = (name: Exclude<LogLevel, "silent">) => (message: string, fields?: LogFields) => {
    if (logLevels.indexOf(name) < threshold) return
    write(readable ? asText(name, message, fields) : asJson(name, message, fields))
  }
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }
}

function asText(level: string, message: string, fields: LogFields = {}): string {
  const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${printable(value)}`)
  return `${new Date().toISOString().slice(11, 19)} ${level === "info" ? "" : `${level}: `}${message}${rest.join("")}`
}

function asJson(level: string, message: string, fields: LogFields = {}): string {
  const printed = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, jsonable(value)]))
  const line = { time: new Date().toISOString(), level, message }
  try {
    return JSON.stringify({ ...line, ...printed })
  } catch {
    // A circle or a bigint among the fields; the message matters more than they do.
    return JSON.stringify({ ...line, fields: String(Object.keys(fields)) })
  }
}

function printable(value: unknown): string {
  const plain = jsonable(value)
  try {
    return typeof plain === "string" ? plain : (JSON.stringify(plain) ?? "undefined")
  } catch {
    return String(plain)
  }
}

function jsonable(value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? value.message) : value
}

function writeToStderr(line: string) {
  process.stderr.write(`${line}\n`)
}
