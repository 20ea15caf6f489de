import fc from "fast-check"
import { expect, test } from "vitest"
import { createVault } from "./vault.ts"

const vault = createVault("a secret of at least thirty-two characters")

test("what is sealed is read again, and only for its purpose and with its secret", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const sealed = vault.seal("slack", text)
      expect(vault.open("slack", sealed)).toBe(text)
      expect(() => vault.open("jira", sealed)).toThrow()
      expect(() => createVault("another secret of thirty-two characters!").open("slack", sealed)).toThrow()
    }),
    { numRuns: 50 },
  )
})

test("a changed text is not opened", () => {
  const sealed = Buffer.from(vault.seal("slack", "xoxb-1"), "base64url")
  sealed[30] = (sealed[30] ?? 0) ^ 1
  expect(() => vault.open("slack", sealed.toString("base64url"))).toThrow()
})

test("a signature holds for one text and one purpose", () => {
  const signature = vault.sign("panel", "anna")
  expect(vault.isSigned("panel", "anna", signature)).toBe(true)
  expect(vault.isSigned("panel", "ben", signature)).toBe(false)
  expect(vault.isSigned("status", "anna", signature)).toBe(false)
  expect(vault.isSigned("panel", "anna", "")).toBe(false)
})
