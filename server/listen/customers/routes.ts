import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Day, plainList, z } from "../../platform/schema.ts"
import { customerBase, setCustomerBase } from "./store.ts"

const Month = z
  .strictObject({
    month: Day,
    product: z.string().max(300).default("").openapi({ description: '"" is the whole company' }),
    customers: z.number().int().min(0),
    shipments: z.number().int().min(0).default(0),
  })
  .openapi("CustomerMonth")

export const customerRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/customer-base",
      tags: ["Customers"],
      ...needs("read"),
      summary: "Customers and shipments a month: what contact rate divides by",
      responses: { 200: answer(plainList(Month)), ...faults },
    }),
    async (c) => c.json({ items: await customerBase(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/customer-base",
      tags: ["Customers"],
      ...needs("events.edit"),
      summary: "Set months of the customer base",
      request: { body: body(z.strictObject({ items: z.array(Month).min(1).max(5_000) })) },
      responses: { 200: answer(plainList(Month)), ...faults },
    }),
    async (c) => {
      const { items } = c.req.valid("json")
      await c.var.scope.transaction(async (tx) => {
        await setCustomerBase(tx, items)
        await record(tx, "customer_base.changed", null, { months: items.length })
      })
      return c.json({ items: await customerBase(c.var.scope) }, 200)
    },
  )
