/** What the first person does on an empty Rapport: makes the company, signs in, makes an API key. Returns the key. */
export async function setUp(origin: string): Promise<string> {
  const call = async (address: string, body: object, headers: Record<string, string> = {}) => {
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
  await call("/api/v1/setup", { name: "First", ...account, organization: { name: "Acme", size: "small" } })
  const signedIn = await call("/api/auth/sign-in/email", account)
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ")
  const made = await call("/api/v1/api-keys", { name: "first", role: "editor" }, { cookie })
  return ((await made.json()) as { key: string }).key
}

const account = { email: "first@example.com", password: "a long enough password" }
