import { createHash, randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { storeUpload, type UploadFolder } from "./upload.ts"

let folder: UploadFolder
beforeAll(async () => {
  folder = { path: await mkdtemp(path.join(os.tmpdir(), "rapport-upload-")), limitBytes: 100_000 }
})
afterAll(() => rm(folder.path, { recursive: true, force: true }))

async function* pieces(...all: Uint8Array[]) {
  yield* all
}

test("a file arrives whole, with its fingerprint", async () => {
  const [a, b] = [randomBytes(40_000), randomBytes(60_000)]
  const stored = await storeUpload(folder, "whole", pieces(a, b))
  const whole = Buffer.concat([a, b])
  expect(stored).toEqual({ bytes: 100_000, fingerprint: createHash("sha256").update(whole).digest("hex") })
  expect(await readFile(path.join(folder.path, "whole"))).toEqual(whole)
})

test("a file over the limit is refused while it arrives, and nothing stays", async () => {
  await expect(storeUpload(folder, "large", pieces(randomBytes(100_000), randomBytes(1)))).rejects.toMatchObject({
    fault: { code: "request.too_large" },
  })
  expect((await readdir(folder.path)).filter((name) => name.startsWith("large"))).toEqual([])
})

test.runIf(existsSync("/dev/full"))("a full disk is said as such, and nothing stays", async () => {
  // /dev/full answers every write as a full disk does.
  await symlink("/dev/full", path.join(folder.path, "full.part"))
  await expect(storeUpload(folder, "full", pieces(randomBytes(1_000)))).rejects.toMatchObject({
    fault: { code: "storage.full" },
    status: 507,
  })
  expect((await readdir(folder.path)).filter((name) => name.startsWith("full"))).toEqual([])
})

test("a sender that goes away leaves nothing", async () => {
  async function* cutOff() {
    yield randomBytes(1_000)
    throw new Error("the connection was closed")
  }
  await expect(storeUpload(folder, "cut", cutOff())).rejects.toThrow("the connection was closed")
  expect((await readdir(folder.path)).filter((name) => name.startsWith("cut"))).toEqual([])
})
