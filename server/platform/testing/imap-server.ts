import { createRequire } from "node:module"
import type net from "node:net"
import type { AddressInfo } from "node:net"

type Held = { uid: number; raw: string; flags: string[] }
type Folder = { messages: Held[]; uidvalidity: number }
type Imap = {
  listen(port: number, host: string, done: () => void): void
  close(done: () => void): void
  appendMessage(folder: string, flags: string[], at: Date, raw: string): unknown
  getMailbox(folder: string): Folder
  server: net.Server
}
// It brings no types.
const hoodiecrow = createRequire(import.meta.url)("hoodiecrow-imap") as (options: object) => Imap

export type ImapServer = Awaited<ReturnType<typeof anImapServer>>

/** A real IMAP server on a free port of this machine, with an INBOX and a folder Done. User ana, password secret. */
export async function anImapServer() {
  const server = hoodiecrow({
    plugins: ["ID", "AUTH-PLAIN", "SASL-IR", "UNSELECT", "MOVE", "UIDPLUS", "LITERALPLUS", "NAMESPACE", "XOAUTH2"],
    users: { ana: { password: "secret", xoauth2: { accessToken: "token", sessionTimeout: 3_600_000 } } },
    storage: { INBOX: { messages: [] }, "": { separator: "/", folders: { Done: { messages: [] } } } },
  })
  const sockets = new Set<net.Socket>()
  server.server.on("connection", (socket: net.Socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
    socket.on("error", () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  let count = 0
  return {
    port: (server.server.address() as AddressInfo).port,
    /** Puts a mail into the INBOX; headers it does not name are made up. */
    deliver(mail: { headers?: Record<string, string>; body?: string; raw?: string; at?: Date }): string {
      const id = `<mail-${++count}@example.com>`
      const headers = {
        From: "Ana <ana.customer@example.org>",
        To: "care@acme.example",
        Subject: "My heater",
        "Message-ID": id,
        "Content-Type": "text/plain; charset=utf-8",
        ...mail.headers,
      }
      const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
      const raw = mail.raw ?? `${head.join("\r\n")}\r\n\r\n${mail.body ?? "It does not get warm."}\r\n`
      // What IMAP carries are bytes, which this server keeps as one character each.
      server.appendMessage("INBOX", [], mail.at ?? new Date(), Buffer.from(raw, "utf8").toString("binary"))
      return headers["Message-ID"]
    },
    folder: (name: string) => server.getMailbox(name),
    /** The folder is another one from now on, as after a restore: its mails get new numbers. */
    renumber(name: string) {
      const folder = server.getMailbox(name)
      folder.uidvalidity += 1
      folder.messages.forEach((one, index) => {
        one.uid = index + 1
      })
    },
    hangUp() {
      for (const socket of sockets) socket.destroy()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
