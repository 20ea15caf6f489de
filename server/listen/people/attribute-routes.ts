import { createRoute } from "@hono/zod-openapi"
import { notFound } from "../../platform/http/errors.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, plainList, z } from "../../platform/schema.ts"
import { defineAttribute, dropAttribute, listAttributes } from "./attributes.ts"
import { consentHistory } from "./consent.ts"
import { AttributeInput, AttributeSchema, ConsentGiven, ConsentList } from "./contract.ts"
import { allIdsOf } from "./store.ts"
import { noteConsent } from "./verbs.ts"

const tags = ["People"]
const byId = { params: z.object({ id: Id }) }
const { name, ...given } = AttributeInput.shape

/** What is noted of people: attributes with their types, and what each one allows and prefers. */
export const attributeRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/people/attributes",
      tags,
      ...needs("read"),
      summary: "What the organization notes of people, with types",
      responses: { 200: answer(plainList(AttributeSchema)), ...faults },
    }),
    async (c) => c.json({ items: await listAttributes(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/people/attributes/{name}",
      tags,
      ...needs("people.edit"),
      summary: "Define an attribute, or change its label or choices",
      request: { params: z.object({ name }), body: body(z.strictObject(given)) },
      responses: { 200: answer(AttributeSchema), ...faults },
    }),
    async (c) =>
      c.json(await defineAttribute(c.var.scope, { name: c.req.valid("param").name, ...c.req.valid("json") }), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/people/attributes/{name}",
      tags,
      ...needs("people.edit"),
      summary: "Take an attribute off the list; the values people have stay",
      request: { params: z.object({ name: z.string().max(60) }) },
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      if (!(await dropAttribute(c.var.scope, c.req.valid("param").name))) throw notFound("attribute")
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/people/{id}/consent",
      tags,
      ...needs("read"),
      summary: "What a person allowed and preferred, and when she said so",
      request: byId,
      responses: { 200: answer(ConsentList), ...faults },
    }),
    async (c) => {
      const ids = await allIdsOf(c.var.scope, [c.req.valid("param").id])
      if (ids.length === 0) throw notFound("person")
      return c.json({ items: await consentHistory(c.var.scope, ids) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/people/{id}/consent",
      tags,
      ...needs("people.edit"),
      summary: "Note what a person allows or prefers",
      request: { ...byId, body: body(ConsentGiven) },
      responses: { 201: answer(ConsentList), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { id } = c.req.valid("param")
      await noteConsent(scope, id, c.req.valid("json"))
      return c.json({ items: await consentHistory(scope, await allIdsOf(scope, [id])) }, 201)
    },
  )
