import { BlockList, isIP, isIPv6 } from "node:net"

/** Which machines in front of us are believed when they say for whom they pass a request on: so many, or these. */
export type TrustedProxies = number | readonly string[]

/**
 * The address a request really comes from, for limits per address. A client can write anything into X-Forwarded-For, so
 * only what trusted proxies have added counts: each adds, at the end, the address it got the request from.
 */
export function createSender(trusted: TrustedProxies) {
  const isTrusted = typeof trusted === "number" ? undefined : rangesOf(trusted)

  return (remote: string, forwardedFor: string | undefined): string => {
    const chain = [...(forwardedFor ?? "").split(","), remote].map(plain).reverse()
    let at = 0
    while (at + 1 < chain.length && isIP(chain[at + 1]!) !== 0 && believed(chain[at]!, at)) at++
    return chain[at]!
  }

  function believed(address: string, at: number): boolean {
    return isTrusted ? isTrusted(address) : at < Number(trusted)
  }
}

/** "10.0.0.0/8", "192.0.2.1", "::1/128"; undefined for what is none of these. */
export function parseRange(text: string): { address: string; bits: number; family: "ipv4" | "ipv6" } | undefined {
  const [address = "", bits, more] = text.split("/")
  const version = isIP(address)
  const most = version === 6 ? 128 : 32
  if (version === 0 || more !== undefined || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= most)))
    return
  return { address, bits: bits === undefined ? most : Number(bits), family: version === 6 ? "ipv6" : "ipv4" }
}

function rangesOf(texts: readonly string[]) {
  const list = new BlockList()
  for (const text of texts) {
    const range = parseRange(text)
    if (range) list.addSubnet(range.address, range.bits, range.family)
  }
  return (address: string) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? "ipv6" : "ipv4")
}

// An IPv4 sender on an IPv6 socket, a port that some proxies add, brackets around IPv6.
function plain(text: string): string {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "")
  return bare.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
}
