import { spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { follow, type Program } from "./testing/program.ts"

test("what was begun last ends first, and one failure does not keep the rest from ending", async () => {
  const program = lives(`
    lifecycle.onEnd("first", async () => console.log("first ends"))
    lifecycle.onEnd("second", async () => { throw new Error("stuck") })
    lifecycle.onEnd("third", async () => console.log("third ends"))
    console.log("runs")`)
  await program.says(/runs/)
  program.signal("SIGTERM")
  expect(await program.ended()).toBe(0)
  expect(program.output()).toMatch(/third ends\n(.*\n)*first ends\n/)
  expect(program.output()).toMatch(/Could not end second in order.*stuck/)
})

test("a second signal ends at once what hangs; the same signal arriving twice does not count as a second", async () => {
  const program = lives(`
    lifecycle.onEnd("what hangs", () => new Promise(() => {}))
    console.log("runs")`)
  await program.says(/runs/)
  program.signal("SIGINT")
  await program.says(/SIGINT: ending/)
  program.signal("SIGINT")
  await sleep(900)
  expect(program.output().match(/ending/g)).toHaveLength(1)
  program.signal("SIGINT")
  expect(await program.ended()).toBe(130)
})

test("what hangs is left behind after 8 s", async () => {
  const program = lives(`
    lifecycle.onEnd("what hangs", () => new Promise(() => {}))
    console.log("runs")`)
  await program.says(/runs/)
  program.signal("SIGTERM")
  expect(await program.ended()).toBe(1)
  expect(program.output()).toContain("Not everything ended within 8 s")
})

test("an end asked for during the start waits until there is something to end", async () => {
  const program = lives(`
    await lifecycle.starting(async () => {
      console.log("starts")
      await new Promise((resolve) => setTimeout(resolve, 400))
      lifecycle.onEnd("the late one", async () => console.log("the late one ends"))
    })`)
  await program.says(/starts/)
  program.signal("SIGTERM")
  expect(await program.ended()).toBe(0)
  expect(program.output()).toContain("the late one ends")
})

test("a forgotten rejection is logged and life goes on; an exception out of nowhere ends it in order", async () => {
  const program = lives(`
    lifecycle.onEnd("it", async () => console.log("it ends"))
    void Promise.reject(new Error("forgotten"))
    setTimeout(() => { throw new Error("out of nowhere") }, 200)`)
  expect(await program.ended()).toBe(1)
  expect(program.output()).toMatch(/Unhandled.*forgotten(.*\n)*.*ending.*out of nowhere/)
  expect(program.output()).toContain("it ends")
})

function lives(life: string): Program {
  const [lifecycle, log] = ["lifecycle.ts", "log.ts"].map((name) => fileURLToPath(new URL(name, import.meta.url)))
  const source = `
    import { createLifecycle } from ${JSON.stringify(lifecycle)}
    import { createLog } from ${JSON.stringify(log)}
    const log = createLog("info")
    const lifecycle = createLifecycle(() => log)
    setInterval(() => {}, 1000)
    ${life}`
  return follow(
    spawn(process.execPath, ["--input-type=module", "--eval", source], {
      env: { PATH: process.env.PATH },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  )
}
