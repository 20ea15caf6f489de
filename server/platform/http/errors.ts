import { type Code, catalogue } from "./catalogue.ts"

/** One thing that is wrong, as the API says it. `field` is a path like "items[3].scores[0].value". */
export type Fault = {
  code: Code
  message: string
  field?: string
  remedy?: string
  params?: Record<string, unknown>
}

/** An expected outcome that is not success: thrown once with its code, turned into HTTP in one place. */
export class CodedError extends Error {
  override name = "CodedError"
  readonly fault: Fault
  readonly status: number
  readonly details: readonly Fault[]
  readonly headers: Record<string, string>
  constructor(fault: Fault, details: readonly Fault[] = [], headers: Record<string, string> = {}) {
    super(fault.message)
    this.fault = fault
    this.status = catalogue[fault.code].status
    this.details = details
    this.headers = headers
  }
}

/** Makes a fault of the catalogue's sentence: `{scale}` in it is filled from the parameters. */
export function fault(code: Code, params: Record<string, unknown> = {}, field?: string): Fault {
  const entry = catalogue[code]
  return {
    code,
    message: filled(entry.sentence, params),
    ...(field === undefined ? {} : { field }),
    remedy: filled(entry.remedy, params),
    params,
  }
}

export const coded = (code: Code, params: Record<string, unknown> = {}, field?: string) =>
  new CodedError(fault(code, params, field))

export const notFound = (kind: string, id?: string) => coded("record.not_found", { kind, id: id ?? "" })
export const invalid = (code: Code, faults: readonly Fault[], params: Record<string, unknown> = {}) =>
  new CodedError(fault(code, params), faults)

/** What the API answers for an error. */
export const presented = (error: CodedError) => ({
  error: {
    ...withDocs(error.fault),
    ...(error.details.length > 0 ? { details: error.details.map(withDocs) } : {}),
  },
})

const withDocs = (one: Fault) => ({ ...one, docs: `/api/docs#${one.code}` })

const filled = (sentence: string, params: Record<string, unknown>) =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""))
