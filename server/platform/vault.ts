import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto"

/** Keeps other people's secrets readable for the program alone, and signs what it gives away. */
export type Vault = {
  /** Encrypts (AES-256-GCM). What is sealed for one purpose cannot be opened as another. */
  seal(purpose: string, text: string): string
  /** @throws Error where it was sealed with another RAPPORT_SECRET, for another purpose, or was changed. */
  open(purpose: string, sealed: string): string
  /** A signature (HMAC-SHA-256, base64url) over a text that is handed out and comes back. */
  sign(purpose: string, text: string): string
  isSigned(purpose: string, text: string, signature: string): boolean
}

/** Everything is derived from RAPPORT_SECRET: whoever changes it has to enter the secrets of connections again. */
export function createVault(secret: string): Vault {
  const keys = new Map<string, Buffer>()
  function keyOf(purpose: string): Buffer {
    const key = keys.get(purpose) ?? Buffer.from(hkdfSync("sha256", secret, "rapport", purpose, 32))
    keys.set(purpose, key)
    return key
  }
  const sign = (purpose: string, text: string) =>
    createHmac("sha256", keyOf(`sign ${purpose}`))
      .update(text)
      .digest("base64url")
  return {
    seal(purpose, text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv("aes-256-gcm", keyOf(`seal ${purpose}`), nonce)
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, "base64url")
      const decipher = createDecipheriv("aes-256-gcm", keyOf(`seal ${purpose}`), bytes.subarray(0, 12), {
        authTagLength: 16,
      })
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8")
    },
    sign,
    isSigned(purpose, text, signature) {
      const [right, given] = [Buffer.from(sign(purpose, text)), Buffer.from(signature)]
      return right.length === given.length && timingSafeEqual(right, given)
    },
  }
}
