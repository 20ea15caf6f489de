/** Who sends, as its write key says. */
export type EventSource = {
  keyId: string
  organizationId: string
  name: string
  channel: string
  product: string
  origins: readonly string[]
}
