import http from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"
import type { App } from "../../app.ts"
import { addressHeader } from "../auth/auth.ts"

type Sent = { id: string; test: boolean; to: { personId: string | null; phone: string }; text: string; title: string }
type Reply = { status: number; headers?: Record<string, string>; body?: string }
export type Provider = {
  url: string
  host: string
  secret: string
  messages: (Sent & { signed: boolean; key: string })[]
  answer: (message: Sent) => Reply | Promise<Reply>
  /** Says what became of messages, signed with the shared secret or another one. */
  report(app: App, reports: unknown, secret?: string): Promise<number>
  close(): Promise<void>
}

/** A provider of SMS on a free port of this machine: keeps what it is given, and says what became of it. */
export async function aProvider(): Promise<Provider> {
  const server = http.createServer(async (request, response) => {
    let body = ""
    for await (const piece of request) body += piece
    const signed = verified(body, request.headers)
    const message = JSON.parse(body).data as Sent
    made.messages.push({ ...message, signed, key: String(request.headers["idempotency-key"]) })
    const reply = await made.answer(message)
    response.writeHead(reply.status, reply.headers).end(reply.body ?? "")
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo

  const verified = (body: string, headers: http.IncomingHttpHeaders) => {
    try {
      new Webhook(made.secret).verify(body, headers as Record<string, string>)
      return true
    } catch {
      return false
    }
  }

  const made: Provider = {
    url: `http://127.0.0.1:${port}/sms`,
    host: `127.0.0.1:${port}`,
    secret: "whsec_AAAA",
    messages: [],
    answer: () => ({ status: 202, body: '{"accepted":true}' }),
    async report(app, reports, secret = made.secret) {
      const body = JSON.stringify(reports)
      const now = new Date()
      const headers = {
        "webhook-id": "report_1",
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign("report_1", now, body),
        [addressHeader]: "10.9.9.8",
      }
      const address = "http://127.0.0.1:4100/api/v1/hooks/notices"
      return (await app.fetch(new Request(address, { method: "POST", headers, body }))).status
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return made
}
