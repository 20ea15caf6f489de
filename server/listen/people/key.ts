import { parsePhoneNumberFromString } from "libphonenumber-js"
import { canonicalEmail, matchOf } from "./person.ts"

/** What somebody typed, or a telephone system sent, to say who is calling: read in every way it can be meant. */
export type Key = {
  email?: { value: string; match: string }
  phone?: { value: string; match: string }
  /** A serial, order or customer number. */
  number?: string
  name?: string
  /** The caller hides her number. */
  withheld: boolean
}

export function readKey(given: string): Key {
  const text = plain(given)
  if (text === "" || withheld.test(text)) return { withheld: text !== "" }
  if (text.includes("@")) {
    const value = text.replace(/^mailto:/i, "").toLowerCase()
    return { email: { value, match: canonicalEmail(value) }, number: text, withheld: false }
  }
  const phone = phoneIn(text)
  return {
    ...(phone ? { phone: { value: phone, match: matchOf({ kind: "phone", value: phone }) } } : {}),
    ...(/\d{3}/.test(text) ? {} : { name: text.toLowerCase() }),
    // A customer number can be a word ("C-ACME"), which may be a name as well; what begins with + rings.
    ...(!text.startsWith("+") && numberLike.test(text) && (/\d/.test(text) || !text.includes(" "))
      ? { number: text }
      : {}),
    withheld: false,
  }
}

const numberLike = /^[\p{L}\p{N} \-–_./#:]{1,100}$/u

/** Digits with a leading + where it is international; undefined where it cannot be a number that rings anywhere. */
function phoneIn(text: string): string | undefined {
  const bare = text.replace(/^(tel|sip|callto):/i, "").replace(/[;,]?\s*(ext\.?|extension|x|#|分机|转)\s*\d{1,6}$/i, "")
  if (!/^[+\d\s()\-–—./]+$/.test(bare)) return undefined
  const digits = bare.replace(/(?!^\+)\D/g, "").replace(/^00(?=[1-9])/, "+")
  const length = digits.replace("+", "").length
  if (length < 7 || length > 15) return undefined
  return parsePhoneNumberFromString(digits)?.number ?? digits
}

/** One line without marks that are not seen: full-width digits as digits, bidirectional and control marks gone. */
function plain(given: string): string {
  return given
    .slice(0, 300)
    .normalize("NFKC")
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200)
}

// What telephone systems send instead of a number; +266696687 spells "anonymous" on the keys.
const withheld = /^(anonymous|unknown|private|restricted|withheld|unavailable|no caller id|\+?266696687|未知|匿名)$/i

export const readsAsWithheld = (given: string): boolean => readKey(given).withheld
