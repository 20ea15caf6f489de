/** Promises to call her back that are still open stand before anything else. */
export function OpenFollowUps(_: { personId: string }) {
  return null
}
