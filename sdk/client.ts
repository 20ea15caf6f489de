import createClient, { type Client } from "openapi-fetch"
import type { components, paths } from "./schema.gen.ts"

export type { components, paths } from "./schema.gen.ts"
export type Fault = components["schemas"]["Fault"]
export type Rapport = Client<paths>

/** What the API refused, with every field that is wrong. */
export class RapportError extends Error {
  override name = "RapportError"
  readonly status: number
  readonly code: string
  readonly details: readonly Fault[]
  constructor(status: number, { error }: components["schemas"]["Error"]) {
    super([error.message, error.remedy].filter(Boolean).join(" "))
    this.status = status
    this.code = error.code
    this.details = error.details ?? []
  }
}

/**
 * A client of the API, typed from api/openapi.json: `await rapport({ url, key }).POST("/api/v1/feedback", { body })`.
 * A refusal is thrown as RapportError. A request that met a busy or starting server (503) is sent again, three times.
 */
export function rapport({ url, key }: { url: string; key: string }): Rapport {
  const client = createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${key}` }, fetch: patientFetch })
  client.use({
    async onResponse({ response }) {
      if (response.ok) return response
      const answer = (await response
        .clone()
        .json()
        .catch(() => undefined)) as components["schemas"]["Error"] | undefined
      if (answer?.error) throw new RapportError(response.status, answer)
      throw new Error(
        `${url} answered ${response.status} ${response.statusText}, and not as Rapport does. Is the address right?`,
      )
    },
  })
  return client
}

async function patientFetch(request: Request): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(request.clone())
    if (response.status !== 503 || attempt === 4) return response
    const seconds = Number(response.headers.get("retry-after") ?? "1")
    await new Promise((resolve) => setTimeout(resolve, Math.min(seconds || 1, 10) * 1_000 * attempt))
  }
}
