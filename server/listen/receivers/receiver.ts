/** What sends: its usual proof and mapping come with it. */
export const vendors = ["zendesk", "intercom", "freshdesk", "salesforce", "generic"] as const
export type Vendor = (typeof vendors)[number]

/** How a sender shows that it is the one who knows the secret. */
export const proofs = ["zendesk", "hub", "standard", "header"] as const
export type Proof = (typeof proofs)[number]

export const deliveryStates = ["waiting", "taken", "skipped", "failed"] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** How long what was sent is kept as it came: to look at, and to read again with a better mapping. */
export const keptDays = { taken: 14, failed: 60 } as const

/** Header with the secret itself, for tools that cannot sign. */
export const secretHeader = "x-rapport-secret"

const usual: Record<Vendor, Proof> = {
  zendesk: "zendesk",
  intercom: "hub",
  freshdesk: "header",
  salesforce: "header",
  generic: "standard",
}
export const usualProof = (vendor: Vendor): Proof => usual[vendor]

/** Whether the other tool makes the secret, or we do. */
export const isTheirSecret = (proof: Proof) => proof === "zendesk" || proof === "hub"
