/** What the first person does on an empty Rapport: makes the company, signs in, makes an API key. Returns the key. */
export async function setUp(origin: string): Promise<string> {
  const made = await post(origin, "/api/v1/api-keys", { name: "first", role: "editor" }, await firstOwner(origin))
  return ((await made.json()) as { key: string }).key
}

/** Makes the company if there is none, and signs its owner in. Returns the headers that say so. */
export async function firstOwner(origin: string): Promise<Record<string, string>> {
  await post(origin, "/api/v1/setup", { name: "First", ...account, organization: { name: "Acme", size: "small" } })
  const signedIn = await post(origin, "/api/auth/sign-in/email", account)
  const cookies = signedIn.headers.getSetCookie().map((one) => one.split(";")[0])
  return { cookie: cookies.join("; "), origin }
}

async function post(origin: string, address: string, body: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${origin}${address}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin, ...headers },
    body: JSON.stringify(body),
  })
  // 409: set up by an earlier start on the same databases.
  if (!answer.ok && answer.status !== 409)
    throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`)
  return answer
}

const account = { email: "first@example.com", password: "a long enough password" }
