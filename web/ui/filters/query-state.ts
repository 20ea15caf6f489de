import { useSearch } from "@tanstack/react-router"
import { useMemo } from "react"
import type { Condition, Query } from "../../api/contract.ts"
import { useGo } from "../../app/Go.tsx"

/** The filters of a page, kept in its address so that they can be shared and gone back from. */
export function useQueryState(): [Query, (change: Partial<Query>) => void, Record<string, string | undefined>] {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>
  const go = useGo()
  const query = useMemo(() => readQuery(search), [search])
  const change = (part: Partial<Query>) => {
    const next = new URLSearchParams()
    for (const [key, value] of Object.entries({ ...search, ...writeQuery({ ...query, ...part }) }))
      if (value) next.set(key, value)
    go(next.size > 0 ? `${location.pathname}?${next}` : location.pathname, { replace: true })
  }
  return [query, change, search]
}

/** Reads filters from an address; what cannot be read is left out rather than refused. */
export function readQuery(search: Record<string, string | undefined>): Query {
  return {
    where: readWhere(search.where),
    q: search.q || undefined,
    from: date(search.from),
    to: date(search.to),
    sort: search.sort || undefined,
  }
}

export function writeQuery(query: Query): Record<string, string | undefined> {
  return {
    where: query.where.length > 0 ? JSON.stringify(query.where) : undefined,
    q: query.q || undefined,
    from: query.from,
    to: query.to,
    sort: query.sort,
  }
}

/** Sets, replaces or (with null) removes the condition on one field. */
export function withCondition(where: Condition[], field: string, condition: Condition | null): Condition[] {
  const at = where.findIndex((one) => one.field === field)
  if (condition === null) return where.filter((one) => one.field !== field)
  if (at < 0) return [...where, condition]
  return where.map((one, index) => (index === at ? condition : one))
}

/** The filters that select a slice such as { component: "Battery", batch: "7" }. */
export function whereOfSlice(slice: Record<string, string>): Condition[] {
  return Object.entries(slice).map(([field, value]) => ({ field, op: "in", values: [value] }))
}

const ops = new Set(["in", "not_in", "gte", "lte", "exists", "missing"])

function readWhere(text: string | undefined): Condition[] {
  if (!text) return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isCondition) : []
  } catch {
    return []
  }
}

function isCondition(value: unknown): value is Condition {
  if (typeof value !== "object" || value === null) return false
  return (
    "field" in value &&
    typeof value.field === "string" &&
    "op" in value &&
    typeof value.op === "string" &&
    ops.has(value.op)
  )
}

function date(text: string | undefined): string | undefined {
  return text && /^\d{4}-\d{2}-\d{2}/.test(text) ? text.slice(0, 10) : undefined
}
