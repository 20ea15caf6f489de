import { apiKey } from "@better-auth/api-key"
import { betterAuth } from "better-auth"
import type pg from "pg"

/** Carries the address a request came from to better-auth, which slows down guessing by address. */
export const addressHeader = "x-rapport-address"

export type Auth = ReturnType<typeof createAuth>

/**
 * Sign-in, sessions and API keys, by better-auth. Nobody signs up by himself: the first-run page makes the owner,
 * invitations make everybody else (`platform/organizations`), so sign-up over HTTP is switched off.
 * Organizations, roles and departments are ours, because each of their changes is an event in the audit trail.
 */
export function createAuth(options: { pool: pg.Pool; publicUrl: string; secret: string; trustedOrigins?: string[] }) {
  return betterAuth({
    appName: "Rapport",
    baseURL: options.publicUrl,
    basePath: "/api/auth",
    secret: options.secret,
    database: options.pool,
    trustedOrigins: options.trustedOrigins ?? [],
    telemetry: { enabled: false },
    // A wrong password or key is an answer, not an error of ours; what matters is in our own log.
    logger: { disabled: true },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 200 },
    session: {
      expiresIn: 60 * 60 * 24 * 30,
      updateAge: 60 * 60 * 24,
      // Every API request asks who is there; the signed cookie answers for five minutes without a query.
      cookieCache: { enabled: true, maxAge: 5 * 60 },
    },
    user: { additionalFields: { locale: { type: "string", required: false, defaultValue: "en", input: false } } },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 300,
      // Guessing a password is slowed down per address; a locked-out owner waits a minute, never longer.
      customRules: { "/sign-in/email": { window: 60, max: 20 } },
    },
    advanced: {
      // Set by our own edge from the connection, never taken from what a client says (see `addressed` in app.ts).
      ipAddress: { ipAddressHeaders: [addressHeader] },
      useSecureCookies: options.publicUrl.startsWith("https://"),
      cookiePrefix: "rapport",
    },
    plugins: [
      apiKey({
        defaultPrefix: "rp_",
        enableMetadata: true,
        rateLimit: { enabled: false },
        startingCharactersConfig: { shouldStore: true, charactersLength: 8 },
      }),
    ],
  })
}

/** Makes a user with a password, as first run and invitations do. The e-mail must be new; the password is hashed. */
export async function createUser(auth: Auth, user: { email: string; name: string; password: string; locale?: string }) {
  const context = await auth.$context
  const created = await context.internalAdapter.createUser(
    { email: user.email.toLowerCase(), name: user.name, emailVerified: true, locale: user.locale ?? "en" },
    { method: "email" },
  )
  await context.internalAdapter.linkAccount({
    userId: created.id,
    providerId: "credential",
    accountId: created.id,
    password: await context.password.hash(user.password),
  })
  return created
}
