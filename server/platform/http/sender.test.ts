import { expect, test } from "vitest"
import { createSender } from "./sender.ts"

test("without a trusted proxy what a client says of itself counts for nothing", () => {
  expect(createSender(0)("203.0.113.9", "198.51.100.1")).toBe("203.0.113.9")
  expect(createSender([])("::ffff:203.0.113.9", "198.51.100.1")).toBe("203.0.113.9")
})

test("so many proxies: the address the outermost of them saw, whatever stands before it", () => {
  expect(createSender(1)("10.0.0.2", "203.0.113.9")).toBe("203.0.113.9")
  expect(createSender(1)("10.0.0.2", "1.1.1.1, 203.0.113.9")).toBe("203.0.113.9")
  expect(createSender(2)("10.0.0.2", "1.1.1.1, 203.0.113.9, 10.0.0.3")).toBe("203.0.113.9")
  expect(createSender(3)("10.0.0.2", "203.0.113.9")).toBe("203.0.113.9")
  expect(createSender(1)("10.0.0.2", undefined)).toBe("10.0.0.2")
  expect(createSender(1)("10.0.0.2", "nonsense")).toBe("10.0.0.2")
})

test("these proxies: the last address that is not one of them", () => {
  const sender = createSender(["10.0.0.0/8", "2001:db8::/32"])
  expect(sender("10.0.0.2", "1.1.1.1, 203.0.113.9, 10.9.9.9")).toBe("203.0.113.9")
  expect(sender("203.0.113.9", "10.0.0.1")).toBe("203.0.113.9")
  expect(sender("2001:db8::1", "[2001:db9::7]:443")).toBe("2001:db9::7")
  expect(sender("10.0.0.2", "203.0.113.9:5050")).toBe("203.0.113.9")
})
