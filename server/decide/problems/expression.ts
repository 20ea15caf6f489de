import { coded } from "../../platform/http/errors.ts"

/**
 * Arithmetic over named numbers: + − * / ^, comparisons, brackets, and the functions below. Read into a tree of its own
 * and worked out from that: nothing of what is written here is ever run as code.
 */
export type Expression =
  | { kind: "number"; value: number }
  | { kind: "name"; name: string }
  | { kind: "call"; name: string; of: readonly Expression[] }

export const functions = ["min", "max", "sqrt", "log", "round", "abs", "if"] as const

export const longestFormula = 500
const deepest = 40

/** Reads a formula. Throws `problem.formula_*`, each with the place (counted from 1) where it stops making sense. */
export function readFormula(text: string, names: readonly string[]): Expression {
  if (text.length > longestFormula) throw coded("problem.formula_too_long", { most: longestFormula }, "formula")
  const tokens = tokensOf(text)
  let at = 0
  const next = () => tokens[at]!
  const take = (sign: string) => {
    if (next().text !== sign) return false
    at++
    return true
  }
  const expect = (sign: string) => {
    if (!take(sign)) throw unexpected(next(), sign)
  }

  function level(operators: readonly string[], inner: (depth: number) => Expression, depth: number): Expression {
    let left = inner(depth)
    while (next().kind === "sign" && operators.includes(next().text)) {
      const name = tokens[at++]!.text
      left = { kind: "call", name, of: [left, inner(depth)] }
    }
    return left
  }
  const comparison = (depth: number): Expression => {
    if (depth > deepest) throw coded("problem.formula_too_deep", { most: deepest }, "formula")
    return level(["<", ">", "<=", ">=", "=="], sum, depth)
  }
  const sum = (depth: number) => level(["+", "-"], product, depth)
  const product = (depth: number) => level(["*", "/"], signed, depth)
  function signed(depth: number): Expression {
    if (depth > deepest) throw coded("problem.formula_too_deep", { most: deepest }, "formula")
    if (take("-")) return { kind: "call", name: "-", of: [{ kind: "number", value: 0 }, signed(depth + 1)] }
    return power(depth)
  }
  function power(depth: number): Expression {
    const base = atom(depth)
    return take("^") ? { kind: "call", name: "^", of: [base, signed(depth + 1)] } : base
  }
  function atom(depth: number): Expression {
    const token = next()
    if (token.kind === "number") {
      at++
      return { kind: "number", value: Number(token.text) }
    }
    if (take("(")) {
      const inner = comparison(depth + 1)
      expect(")")
      return inner
    }
    if (token.kind !== "name") throw unexpected(token)
    at++
    if (!take("(")) {
      if (!names.includes(token.text)) throw unknown(token, names)
      return { kind: "name", name: token.text }
    }
    if (!(functions as readonly string[]).includes(token.text)) throw unknown(token, functions)
    const of = [comparison(depth + 1)]
    while (take(",")) of.push(comparison(depth + 1))
    expect(")")
    const [least, most] = arguments_[token.text as (typeof functions)[number]]
    if (of.length < least || of.length > most) {
      throw coded(
        "problem.formula_arguments",
        { name: token.text, takes: least, given: of.length, at: token.at },
        "formula",
      )
    }
    return { kind: "call", name: token.text, of }
  }

  const whole = comparison(0)
  if (next().kind !== "end") throw unexpected(next())
  return whole
}

/** Works a formula out. null where there is no number: a division by nothing, a root of what is negative. */
export function worth(expression: Expression, values: Readonly<Record<string, number>>): number | null {
  const work = (one: Expression): number => {
    if (one.kind === "number") return one.value
    if (one.kind === "name") return values[one.name] ?? Number.NaN
    // Only the branch that is chosen is worked out, so that a formula can guard its own divisions.
    if (one.name === "if") return work(one.of[work(one.of[0]!) !== 0 ? 1 : 2]!)
    return operations[one.name]!(...one.of.map(work))
  }
  const value = work(expression)
  return Number.isFinite(value) ? value : null
}

/** The names a formula uses, each once. */
export function namesIn(expression: Expression): string[] {
  if (expression.kind === "number") return []
  if (expression.kind === "name") return [expression.name]
  return [...new Set(expression.of.flatMap(namesIn))]
}

type Token = { kind: "number" | "name" | "sign" | "end"; text: string; at: number }

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const pattern = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(<=|>=|==|[-+*/^(),<>×÷−])|(\S))/gy
  for (const match of text.trimEnd().matchAll(pattern)) {
    const [whole, number, name, sign, other] = match
    const at = match.index + whole.length - (number ?? name ?? sign ?? other ?? "").length + 1
    if (other !== undefined) throw unexpected({ kind: "sign", text: other, at })
    if (number !== undefined) tokens.push({ kind: "number", text: number, at })
    else if (name !== undefined) tokens.push({ kind: "name", text: name, at })
    else tokens.push({ kind: "sign", text: plain[sign!] ?? sign!, at })
  }
  tokens.push({ kind: "end", text: "", at: text.length + 1 })
  return tokens
}

const plain: Record<string, string> = { "×": "*", "÷": "/", "−": "-" }

const arguments_: Record<(typeof functions)[number], readonly [number, number]> = {
  min: [1, 20],
  max: [1, 20],
  sqrt: [1, 1],
  log: [1, 1],
  round: [1, 1],
  abs: [1, 1],
  if: [3, 3],
}

const operations: Record<string, (...of: number[]) => number> = {
  "+": (a, b) => a! + b!,
  "-": (a, b) => a! - b!,
  "*": (a, b) => a! * b!,
  "/": (a, b) => a! / b!,
  "^": (a, b) => a! ** b!,
  "<": (a, b) => Number(a! < b!),
  ">": (a, b) => Number(a! > b!),
  "<=": (a, b) => Number(a! <= b!),
  ">=": (a, b) => Number(a! >= b!),
  "==": (a, b) => Number(a === b),
  min: Math.min,
  max: Math.max,
  sqrt: (a) => Math.sqrt(a!),
  log: (a) => Math.log(a!),
  round: (a) => Math.round(a!),
  abs: (a) => Math.abs(a!),
}

const unexpected = (token: Token, wanted?: string) =>
  token.kind === "end"
    ? coded("problem.formula_ends", { wanted: wanted ?? "…" }, "formula")
    : coded("problem.formula_unexpected", { found: token.text.slice(0, 40), at: token.at }, "formula")

const unknown = (token: Token, known: readonly string[]) =>
  coded("problem.formula_unknown", { name: token.text.slice(0, 40), at: token.at, known: known.join(", ") }, "formula")
