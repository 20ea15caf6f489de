/** One refusal of the API: a code from its catalogue, a sentence, and what to do about it. */
export class ApiError extends Error {
  status: number
  code: string
  field: string | null
  remedy: string | null
  params: Record<string, unknown>
  details: { code: string; message: string; field?: string; remedy?: string }[]

  constructor(status: number, body: ErrorBody) {
    super(body.message)
    this.name = "ApiError"
    this.status = status
    this.code = body.code
    this.field = body.field ?? null
    this.remedy = body.remedy ?? null
    this.params = body.params ?? {}
    this.details = body.details ?? []
  }
}

type ErrorBody = {
  code: string
  message: string
  field?: string
  remedy?: string
  params?: Record<string, unknown>
  details?: { code: string; message: string; field?: string; remedy?: string }[]
}
export type Parameters = Record<string, string | number | boolean | null | undefined>
type Options = {
  organization?: string
  query?: Parameters
  body?: unknown
  raw?: Blob
  /** What `raw` is. */
  type?: string
  signal?: AbortSignal
}

let bearer: string | null = null

/** From now on every call carries this token, for a page that has no session of its own. */
export function speakWith(token: string | null): void {
  bearer = token
}

/** Calls the public API and returns its JSON. Throws ApiError for every refusal, with status 0 when nothing answered. */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" }
  if (options.organization) headers["X-Organization"] = options.organization
  if (bearer) headers.Authorization = `Bearer ${bearer}`
  if (document.documentElement.lang) headers["Accept-Language"] = document.documentElement.lang
  let body: BodyInit | undefined
  if (options.raw) {
    body = options.raw
    headers["Content-Type"] = options.type ?? "application/octet-stream"
  } else if (options.body !== undefined) {
    body = JSON.stringify(options.body)
    headers["Content-Type"] = "application/json"
  }
  const response = await fetch(apiUrl(path, options.query), { method, headers, body, signal: options.signal }).catch(
    (cause: unknown) => {
      if (cause instanceof DOMException && cause.name === "AbortError") throw cause
      throw new ApiError(0, { code: "network.unreachable", message: "The server did not answer." })
    },
  )
  if (!response.ok) throw await refusal(response)
  if (response.status === 204) return undefined as T
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

/** The address of an API path, for `call`, downloads and the event stream. Paths that start with /api are taken as they are. */
export function apiUrl(path: string, query: Parameters = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value))
  }
  const base = path.startsWith("/api/") ? path : `/api/v1${path}`
  return search.size > 0 ? `${base}?${search}` : base
}

async function refusal(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  if (typeof body === "object" && body !== null) {
    if ("error" in body && typeof body.error === "object" && body.error !== null) {
      return new ApiError(response.status, body.error as ErrorBody)
    }
    // better-auth answers { code, message } without the envelope.
    if ("message" in body && typeof body.message === "string") {
      const code = "code" in body && typeof body.code === "string" ? `auth.${body.code.toLowerCase()}` : "auth.refused"
      return new ApiError(response.status, { code, message: body.message })
    }
  }
  return new ApiError(response.status, {
    code: `http.${response.status}`,
    message: response.statusText || `HTTP ${response.status}`,
  })
}
