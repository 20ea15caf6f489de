import { createRoute } from "@hono/zod-openapi"
import { coded } from "../http/errors.ts"
import { answer, body, faults, needs, open, routes, signedIn } from "../http/kit.ts"
import { sql } from "../postgres.ts"
import { Id, plainList, z } from "../schema.ts"
import {
  Acceptance,
  ApiKey,
  Department,
  DepartmentInput,
  Invitation,
  InvitationInput,
  InvitationLetter,
  KeyInput,
  Me,
  MeChange,
  Member,
  MemberChange,
  NewApiKey,
  NewInvitation,
  Organization,
  Setup,
  SetupState,
} from "./contract.ts"
import { isSetUp, listDepartments, listInvitations, listKeys, listMembers, organizationsOf } from "./store.ts"
import { departmentTemplates } from "./templates.ts"
import * as verbs from "./verbs.ts"

const tags = ["Organization"]
const byId = { params: z.object({ id: Id }) }
const byKeyId = { params: z.object({ id: z.string().max(80) }) }
const byToken = { params: z.object({ token: z.string().max(200) }) }
const gone = { 204: { description: "Gone" }, ...faults }

export const organizationRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/setup",
      tags,
      ...open,
      summary: "Is this the first run?",
      responses: { 200: answer(SetupState), ...faults },
    }),
    async (c) => {
      const templates = Object.entries(departmentTemplates).map(([size, departments]) => ({
        size: size as keyof typeof departmentTemplates,
        departments: [...departments],
      }))
      return c.json({ needed: !(await isSetUp(c.var.platform.stores.database)), templates }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/setup",
      tags,
      ...open,
      summary: "First run: create the owner and the company",
      request: { body: body(Setup) },
      responses: { 201: answer(Organization), ...faults },
    }),
    async (c) => c.json(await verbs.setUp(c.var.platform.stores, c.var.platform.auth, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/me",
      tags,
      ...signedIn,
      summary: "Who am I, and what may I do?",
      responses: { 200: answer(Me), ...faults },
    }),
    async (c) => {
      const { recogniser, stores } = c.var.platform
      const user = await recogniser.userOf(c.req.raw)
      const organizations = await organizationsOf(stores.database, user.id)
      if (organizations.length === 0)
        return c.json({ user, organizations, organization: null, member: null, permissions: [] }, 200)
      const chosen = c.req.header("x-organization") ?? organizations[0]!.slug
      const headers = new Headers(c.req.raw.headers)
      headers.set("x-organization", chosen)
      const scope = await recogniser.scopeOf(new Request(c.req.raw.url, { headers }))
      const [member] = scope.actor.kind === "member" ? await listMembers(scope, scope.actor.id) : []
      if (!member) throw coded("organization.not_yours")
      return c.json(
        {
          user,
          organizations,
          organization: organizations.find((one) => one.slug === chosen) ?? null,
          member,
          permissions: [...scope.permissions],
        },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/me",
      tags,
      ...needs("read"),
      summary: "Change my name or language",
      request: { body: body(MeChange) },
      responses: { 200: answer(MeChange), ...faults },
    }),
    async (c) => {
      const { actor } = c.var.scope
      if (actor.kind !== "member") throw coded("session.missing")
      const { name = null, locale = null } = c.req.valid("json")
      await c.var.scope.query(sql`
        update "user" set name = coalesce(${name}, name), locale = coalesce(${locale}, locale), "updatedAt" = now() where id = ${actor.userId}`)
      return c.json({ ...(name === null ? {} : { name }), ...(locale === null ? {} : { locale }) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/members",
      tags,
      ...needs("read"),
      summary: "Who works here",
      responses: { 200: answer(plainList(Member)), ...faults },
    }),
    async (c) => c.json({ items: await listMembers(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/members/{id}",
      tags,
      ...needs("members.manage"),
      summary: "Change role, departments or the right to personal data",
      request: { ...byId, body: body(MemberChange) },
      responses: { 200: answer(Member), ...faults },
    }),
    async (c) => c.json(await verbs.changeMember(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/members/{id}",
      tags,
      ...needs("members.manage"),
      summary: "Remove a member",
      request: byId,
      responses: gone,
    }),
    async (c) => {
      await verbs.removeMember(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/departments",
      tags,
      ...needs("read"),
      summary: "Departments",
      responses: { 200: answer(plainList(Department)), ...faults },
    }),
    async (c) => c.json({ items: await listDepartments(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/departments",
      tags,
      ...needs("settings.manage"),
      summary: "Add a department",
      request: { body: body(DepartmentInput) },
      responses: { 201: answer(Department), ...faults },
    }),
    async (c) => c.json(await verbs.addDepartment(c.var.scope, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/departments/{id}",
      tags,
      ...needs("settings.manage"),
      summary: "Rename a department",
      request: { ...byId, body: body(DepartmentInput) },
      responses: { 200: answer(Department), ...faults },
    }),
    async (c) => c.json(await verbs.renameDepartment(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/departments/{id}",
      tags,
      ...needs("settings.manage"),
      summary: "Remove a department",
      request: byId,
      responses: gone,
    }),
    async (c) => {
      await verbs.removeDepartment(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/invitations",
      tags,
      ...needs("members.manage"),
      summary: "Invitations",
      responses: { 200: answer(plainList(Invitation)), ...faults },
    }),
    async (c) => c.json({ items: await listInvitations(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/invitations",
      tags,
      ...needs("members.manage"),
      summary: "Invite somebody by link",
      request: { body: body(InvitationInput) },
      responses: { 201: answer(NewInvitation), ...faults },
    }),
    async (c) => {
      const { mailer, publicUrl } = c.var.platform
      const made = await verbs.invite(c.var.scope, c.req.valid("json"), publicUrl)
      await mailer.send(c.var.scope, {
        to: made.email,
        subject: "You are invited to Rapport",
        text: `Open this link to join:\n\n${made.link}\n`,
      })
      return c.json(made, 201)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/invitations/{id}",
      tags,
      ...needs("members.manage"),
      summary: "Withdraw an invitation",
      request: byId,
      responses: gone,
    }),
    async (c) => {
      await verbs.withdrawInvitation(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/invitations/by-token/{token}",
      tags,
      ...open,
      summary: "Read an invitation",
      request: byToken,
      responses: { 200: answer(InvitationLetter), ...faults },
    }),
    async (c) => c.json(await verbs.readInvitation(c.var.platform.stores, c.req.valid("param").token), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/invitations/by-token/{token}/acceptance",
      tags,
      ...open,
      summary: "Accept an invitation",
      request: { ...byToken, body: body(Acceptance) },
      responses: { 201: answer(z.object({ email: z.string(), organization: z.string() })), ...faults },
    }),
    async (c) => {
      const { stores, auth } = c.var.platform
      return c.json(await verbs.acceptInvitation(stores, auth, c.req.valid("param").token, c.req.valid("json")), 201)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api-keys",
      tags,
      ...needs("keys.manage"),
      summary: "API keys",
      responses: { 200: answer(plainList(ApiKey)), ...faults },
    }),
    async (c) => c.json({ items: await listKeys(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api-keys",
      tags,
      ...needs("keys.manage"),
      summary: "Make an API key",
      request: { body: body(KeyInput) },
      responses: { 201: answer(NewApiKey), ...faults },
    }),
    async (c) => c.json(await verbs.createKey(c.var.scope, c.var.platform.auth, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/api-keys/{id}",
      tags,
      ...needs("keys.manage"),
      summary: "Revoke an API key",
      request: byKeyId,
      responses: gone,
    }),
    async (c) => {
      await verbs.revokeKey(c.var.scope, c.req.valid("param").id)
      c.var.platform.recogniser.forget()
      return c.body(null, 204)
    },
  )
