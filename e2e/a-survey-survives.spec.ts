import { describe, expect, test } from "vitest"
import { aSurvey, said } from "../survey/an-example.ts"
import type { Question, Survey } from "../survey/definition.ts"
import { ended, nps, press, question, respondents, violations, why, widths } from "./a-respondent.ts"

const respondent = respondents()

describe("a survey of several pages", () => {
  const survey = aSurvey(
    [
      { id: "first", questions: [nps], jumps: [{ when: { of: "answer.nps", is: "atLeast", value: 9 }, to: "happy" }] },
      { id: "sorry", questions: [why] },
      { id: "last", questions: [question("short")] },
    ],
    {
      endings: [
        { id: "thanks", title: said("Thank you"), statusLink: true },
        {
          id: "happy",
          title: said("Thank you, fan"),
          text: said("You gave {{answer.nps}}."),
          button: { label: said("Shop"), url: "https://shop.example" },
        },
      ],
    },
  )

  test("says what is missing, goes where the answers lead, and back", async () => {
    const page = await respondent.visit(respondent.server.link("several", survey))
    await page.getByRole("button", { name: "Next" }).click()
    await page.getByText("Please answer this one.").waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("radio")
    expect(await violations(page)).toEqual([])

    await page.getByText("6", { exact: true }).click()
    await page.getByRole("button", { name: "Next" }).click()
    await page.getByRole("heading", { name: "main reason" }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H2")
    await page.getByRole("button", { name: "Back" }).click()
    // Ten leads straight to the end.
    await page.getByText("10", { exact: true }).click()
    await page.getByRole("button", { name: "Send" }).click()

    await page.getByText("You gave 10.").waitFor()
    expect(await page.getByRole("link", { name: "Shop" }).getAttribute("href")).toBe("https://shop.example")
    expect((await respondent.finished())?.answers).toEqual({ nps: 10 })
  })

  test("keeps each answer at once, and goes on after a reload where it was", async () => {
    const page = await respondent.visit(respondent.server.link("resumed", survey))
    await press(page, "3", "Enter")
    await page.getByRole("heading", { name: "main reason" }).waitFor()
    await respondent.taken(([one]) => one?.place === "sorry" && one.answers.nps === 3)
    await page.locator("textarea").fill("The fan stopped")
    await respondent.taken(([one]) => one?.answers.why === "The fan stopped")

    await page.reload()
    await page.getByRole("heading", { name: "main reason" }).waitFor()
    expect(await page.locator("textarea").inputValue()).toBe("The fan stopped")
    await page.getByRole("button", { name: "Next" }).click()
    await page.getByRole("button", { name: "Send" }).click()
    await ended(page)
    await page.getByRole("link", { name: "what becomes" }).waitFor()
    await page.reload()
    await ended(page)
    expect(respondent.server.all()).toHaveLength(1)
  })

  test("goes on on another device with the same personal link", async () => {
    respondent.server.responses.set("11111111-1111-4111-8111-111111111111", {
      version: 1,
      sequence: 7,
      answers: { nps: 2 },
      language: "en",
      variables: {},
      place: "sorry",
      seconds: 9,
      finished: false,
      human: true,
      sentAt: "",
      times: 1,
    })
    const page = await respondent.visit(
      respondent.server.link("personal", survey, {
        kind: "personal",
        responseId: "11111111-1111-4111-8111-111111111111",
      }),
    )
    await page.getByRole("heading", { name: "main reason" }).waitFor()
    await page.locator("textarea").fill("Loud")
    const [one] = await respondent.taken(([only]) => only?.answers.why === "Loud")
    expect(one?.answers).toEqual({ nps: 2, why: "Loud" })
    expect(respondent.server.all()).toHaveLength(1)
  })

  test("two tabs of one link are one response", async () => {
    const page = await respondent.visit(respondent.server.link("tabs", survey))
    const other = await page.context().newPage()
    await other.goto("/q/tabs")
    await press(page, "3", "Enter")
    await other.getByRole("heading", { name: "main reason" }).waitFor()
    await other.locator("textarea").fill("Loud")
    await respondent.taken(([one]) => one?.answers.why === "Loud" && one.answers.nps === 3)
    expect(respondent.server.all()).toHaveLength(1)
  })
})

describe("a network that fails", () => {
  const survey = aSurvey([nps, why, question("ranking"), question("short")])

  test.each([0, 1, 2, 3])("lost at step %i and back at the end: one response, with all of it", async (lost) => {
    const page = await respondent.visit(respondent.server.link(`lost-${lost}`, survey))
    // What the later pages need has come while the first was read.
    await page.waitForLoadState("networkidle")
    const steps = [
      () => press(page, "4"),
      () => page.locator("textarea").fill("Too loud"),
      () => page.getByRole("button", { name: "Move Price down" }).click(),
      () => page.locator("input[type=text]").fill("Fanny"),
    ]
    for (const [at, step] of steps.entries()) {
      if (at === lost) await page.context().setOffline(true)
      await step()
      await page.locator(".r-go").click()
    }
    await ended(page)
    await page.getByText("You are offline.").waitFor()
    expect(respondent.server.all().some((one) => one.finished)).toBe(false)
    await page.context().setOffline(false)
    const response = await respondent.finished()
    expect(response?.answers).toEqual({
      nps: 4,
      why: "Too loud",
      ranking: ["quality", "price", "speed"],
      short: "Fanny",
    })
    expect(respondent.server.all()).toHaveLength(1)
  })

  test("a page closed offline sends what it has when it is opened again", async () => {
    const page = await respondent.visit(respondent.server.link("closed-offline", survey))
    const context = page.context()
    await page.waitForLoadState("networkidle")
    await context.setOffline(true)
    await press(page, "4", "Enter")
    await page.getByRole("heading", { name: "main reason" }).waitFor()
    await page.close()
    await context.setOffline(false)
    const again = await context.newPage()
    await again.goto("/q/closed-offline")
    await again.getByRole("heading", { name: "main reason" }).waitFor()
    const [one] = await respondent.taken((all) => all.length === 1)
    expect(one?.answers).toEqual({ nps: 4 })
  })

  test("an answer that was taken and never confirmed is not taken twice", async () => {
    const page = await respondent.visit(respondent.server.link("unconfirmed", aSurvey([nps])))
    let lost = 0
    await page.route("**/responses/*", async (route) => {
      if (lost >= 2) return route.continue()
      lost += 1
      await route.fetch()
      await route.abort()
    })
    await press(page, "9", "Enter")
    await ended(page)
    await respondent.taken(([one]) => (one?.times ?? 0) >= 3 || (one?.finished === true && lost >= 2))
    expect(respondent.server.all()).toHaveLength(1)
    expect(respondent.server.all()[0]?.answers).toEqual({ nps: 9 })
  })

  test("a server that is overwhelmed is asked again", async () => {
    respondent.server.trouble.status = 503
    const page = await respondent.visit(respondent.server.link("busy", aSurvey([nps])))
    await press(page, "9", "Enter")
    await ended(page)
    respondent.server.trouble.status = null
    expect((await respondent.finished())?.answers).toEqual({ nps: 9 })
  })

  test("a page that is left sends its last answer on its way out", async () => {
    const page = await respondent.visit(respondent.server.link("left", survey))
    await press(page, "7")
    await page.goto("about:blank")
    const [one] = await respondent.taken((all) => all.length === 1)
    expect(one?.answers).toEqual({ nps: 7 })
  })

  test("so does one that is left before all of it has loaded", async () => {
    const context = await respondent.context()
    await context.route("**/checks-*.js", () => {})
    const page = await context.newPage()
    await page.goto(respondent.server.link("left-early", survey))
    await page.locator(".r h2").first().waitFor()
    await press(page, "7")
    await page.goto("about:blank")
    const [one] = await respondent.taken((all) => all.length === 1)
    expect(one?.answers).toEqual({ nps: 7 })
  })

  test("storage that is blocked costs the resuming, not the answer", async () => {
    const context = await respondent.context()
    await context.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("blocked", "SecurityError")
        },
      })
    })
    const page = await context.newPage()
    await page.goto(respondent.server.link("blocked", aSurvey([nps])))
    await page.locator(".r h2").first().waitFor()
    await press(page, "8", "Enter")
    await ended(page)
    expect((await respondent.finished())?.answers).toEqual({ nps: 8 })
  })
})

describe("an answer chosen in a mail", () => {
  test("is shown as chosen, and counts once somebody touches the page", async () => {
    const page = await respondent.visit(`${respondent.server.link("mail", aSurvey([nps, why]))}?answer=9`)
    expect(await page.locator("input:checked").getAttribute("value")).toBe("9")
    const [opened] = await respondent.taken((all) => all.length === 1)
    expect(opened).toMatchObject({ answers: { nps: 9 }, human: false, finished: false })
    await page.mouse.click(5, 5)
    await page.locator(".r h2").first().click()
    await respondent.taken(([one]) => one?.human === true && one.answers.nps === 9)
    expect(respondent.server.all()).toHaveLength(1)
  })

  test.each(["11", "-1", "nine", "<img>"])("that was not offered (%s) is nothing", async (answer) => {
    const page = await respondent.visit(
      `${respondent.server.link("mail-wrong", aSurvey([nps, why]))}?answer=${encodeURIComponent(answer)}`,
    )
    await page.waitForLoadState("networkidle")
    expect(await page.locator("input:checked").count()).toBe(0)
    expect(respondent.server.all()).toEqual([])
  })
})

test.each([
  ["closed", "This survey is closed."],
  ["full", "all the answers it needs"],
  ["used", "already used"],
  ["expired", "no longer valid"],
  ["paused", "takes a break"],
])("a survey that is %s says so", async (state, words) => {
  const page = await respondent.visit(respondent.server.link(`state-${state}`, aSurvey([nps]), { state }))
  await page.getByText(words).waitFor()
  expect(await violations(page)).toEqual([])
})

test("a survey that closes meanwhile says so instead of taking the answer", async () => {
  const page = await respondent.visit(respondent.server.link("closing", aSurvey([nps])))
  respondent.server.link("closing", aSurvey([nps]), { state: "closed" })
  await press(page, "9", "Enter")
  await page.getByText("This survey is closed.").waitFor()
})

test("a kiosk begins anew for the next one, also while the last answer waits for the network", async () => {
  const page = await respondent.visit(respondent.server.link("kiosk", aSurvey([nps]), { kind: "kiosk" }))
  await page.waitForLoadState("networkidle")
  await page.context().setOffline(true)
  for (const digit of ["2", "8"]) {
    await press(page, digit, "Enter")
    await page.getByRole("button", { name: "Start again" }).click()
    await page.getByRole("radiogroup").waitFor()
    expect(await page.locator("input:checked").count()).toBe(0)
  }
  await page.context().setOffline(false)
  const all = await respondent.taken((some) => some.filter((one) => one.finished).length === 2)
  expect(all.map(({ answers }) => answers.nps).sort()).toEqual([2, 8])
})

test("the respondent changes the language, and keeps her answers", async () => {
  const survey = aSurvey([{ ...nps, title: { en: "How likely?", de: "Wie wahrscheinlich?" } } as Question, why], {
    languages: ["en", "de"],
  })
  const page = await respondent.visit(respondent.server.link("languages", survey))
  await press(page, "5")
  await page.getByLabel("Language").selectOption("de")
  await page.getByRole("heading", { name: "Wie wahrscheinlich?" }).waitFor()
  await page.getByRole("button", { name: "Weiter" }).waitFor()
  expect(await page.locator("input:checked").getAttribute("value")).toBe("5")
  const [one] = await respondent.taken(([only]) => only?.language === "de")
  expect(one?.answers).toEqual({ nps: 5 })
})

test("a file is sent when it is chosen, and one that is too large is refused at once", async () => {
  const page = await respondent.visit(respondent.server.link("files", aSurvey([question("file")])))
  const input = page.locator("input[type=file]")
  await input.setInputFiles({ name: "fan.png", mimeType: "image/png", buffer: Buffer.alloc(2_000) })
  await page.getByText("fan.png").waitFor()
  await input.setInputFiles({ name: "huge.png", mimeType: "image/png", buffer: Buffer.alloc(6 * 1_048_576) })
  await page.getByText("This file could not be taken.").waitFor()
  await page.getByRole("button", { name: "Send" }).click()
  await ended(page)
  expect((await respondent.finished())?.answers).toEqual({ file: ["file-fan.png-2000"] })
})

test("ranks by dragging", async () => {
  const page = await respondent.visit(respondent.server.link("drag", aSurvey([question("ranking")])))
  const rows = page.locator(".r-ranking li")
  await rows.nth(2).waitFor()
  const from = await rows.nth(0).boundingBox()
  const to = await rows.nth(2).boundingBox()
  if (!from || !to) throw new Error("nothing to drag")
  await page.mouse.move(from.x + 60, from.y + 20)
  await page.mouse.down()
  await page.mouse.move(to.x + 60, to.y + 10, { steps: 8 })
  await page.mouse.up()
  await page.getByRole("button", { name: "Send" }).click()
  await ended(page)
  expect((await respondent.finished())?.answers).toEqual({ ranking: ["quality", "speed", "price"] })
})

test("at 200 % zoom, and without motion, nothing is lost", async () => {
  const survey: Survey = aSurvey([nps, why])
  const page = await respondent.visit(respondent.server.link("zoomed", survey), {
    viewport: { width: 640, height: 400 },
    deviceScaleFactor: 2,
    reducedMotion: "reduce",
  })
  const [scrollWidth, clientWidth] = await widths(page)
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
  await page.getByRole("button", { name: "Next" }).scrollIntoViewIfNeeded()
  expect(await page.getByRole("button", { name: "Next" }).isVisible()).toBe(true)
})
