import { json, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"

export type CustomerMonth = { month: string; product: string; customers: number; shipments: number }

/** Customers and shipments per month and product: what contacts are divided by. */
export const customerBase = (scope: Scope) =>
  scope.query<CustomerMonth>(sql`
    select month, product, customers, shipments from customer_base where organization_id = ${scope.organizationId} order by month, product`)

/** Sets months; a month and product that is there already is replaced. */
export const setCustomerBase = (scope: Scope, months: readonly CustomerMonth[]) =>
  scope.query(sql`
    insert into customer_base (organization_id, month, product, customers, shipments)
    select ${scope.organizationId}, date_trunc('month', month)::date, product, customers, shipments
    from jsonb_to_recordset(${json(months)}::jsonb) as x(month date, product text, customers int, shipments int)
    on conflict (organization_id, month, product) do update set customers = excluded.customers, shipments = excluded.shipments`)
