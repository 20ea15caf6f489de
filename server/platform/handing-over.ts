import { withoutAddresses } from "./addresses.ts"
import type { MailOutcome } from "./mail.ts"

/** Nothing was handed over: again in so many seconds. Or what the mail server (or provider) has against us. */
export type Trouble = { wait: number } | { against: string }
type Outcome = MailOutcome & { afterSeconds?: number }

const atOnce = 4
const unreachableWaitSeconds = 60

/**
 * Hands over one after the other, some side by side, until all are done, somebody says stop, or there is trouble that is
 * about us and not about one recipient. `handOver` answers undefined where there was nothing to hand over.
 */
export async function handOverAll<One>(
  all: readonly One[],
  handOver: (one: One) => Promise<Outcome | undefined>,
  signal?: AbortSignal,
): Promise<Trouble | undefined> {
  const queue = [...all]
  let trouble: Trouble | undefined
  let unclear = 0
  const worker = async () => {
    for (let one = queue.shift(); one && trouble === undefined && !signal?.aborted; one = queue.shift()) {
      const outcome = await handOver(one)
      unclear = outcome?.state === "uncertain" ? unclear + 1 : 0
      if (outcome?.state === "unreachable") trouble = { wait: outcome.afterSeconds ?? unreachableWaitSeconds }
      if (outcome?.state === "refused" && outcome.whom === "sender")
        trouble = { against: withoutAddresses(outcome.response) }
      // Once is bad luck; again and again nobody would know who got it.
      if (outcome?.state === "uncertain" && unclear >= 3) trouble = { against: withoutAddresses(outcome.reason) }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return trouble
}

/** "No such mailbox" is about the address; a text that is refused (RFC 3463, 5.7.x) is not. */
export const isDeadAddress = (outcome: MailOutcome): boolean =>
  outcome.state === "refused" &&
  outcome.forGood &&
  outcome.whom === "recipient" &&
  !/^\d{3}[ -]5\.7\./.test(outcome.response)

/** When a mail refused for now is tried again: minutes after the first, second, … refusal. After the last it is given up. */
const backOffMinutes = [5, 15, 60, 240, 720]
export function nextTry(tries: number, now: Date): Date | null {
  const minutes = backOffMinutes[tries - 1]
  return minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000)
}
