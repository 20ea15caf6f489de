/**
 * Continuous distributions. Each has `pdf`, `logPdf`, `cdf` = P(X <= x), `survival` = P(X > x), `quantile(p)` (the x with
 * cdf p) and `upperQuantile(q)` (the x with survival q; use it for small q, where 1 - q would lose digits).
 * Parameters as in R. Every cdf and survival is exact to about 1e-12 relative, far tails included.
 * A parameter or probability outside its range throws a RangeError; x may be anything but NaN.
 */
import {
  betaLower,
  betaUpper,
  gammaLower,
  gammaUpper,
  logBetaKernel,
  logBetaLower,
  logGammaLower,
  logGammaRatio,
  logGammaUpper,
  logPoissonKernel,
} from "./incomplete.ts"
import { solveLogTail } from "./quantile-search.ts"
import { lgamma, normalUpperTail, polynomial } from "./special.ts"

export { binomial, negativeBinomial, poisson } from "./counts.ts"

export const normal = {
  logPdf: (x: number): number => -0.5 * x * x - 0.9189385332046728,
  pdf: (x: number): number => Math.exp(normal.logPdf(x)),
  cdf: (x: number): number => normalUpperTail(-x),
  survival: (x: number): number => normalUpperTail(x),
  quantile: (p: number): number => normalQuantile(probability(p)),
  upperQuantile: (q: number): number => -normalQuantile(probability(q)),
}

/** Student's t; df > 0, Infinity is the normal. */
export const studentT = {
  logPdf(x: number, df: number): number {
    positive(df, "df")
    if (df === Number.POSITIVE_INFINITY) return normal.logPdf(x)
    return logGammaRatio(df / 2, 0.5) - 0.5 * (Math.log(Math.PI * df) + (df + 1) * Math.log1p((x / df) * x))
  },
  pdf: (x: number, df: number): number => Math.exp(studentT.logPdf(x, df)),
  cdf: (x: number, df: number): number => studentT.survival(-x, df),
  survival(x: number, df: number): number {
    positive(df, "df")
    if (df === Number.POSITIVE_INFINITY) return normal.survival(x)
    const t2 = x * x
    if (t2 === Number.POSITIVE_INFINITY) return x > 0 ? 0.5 * betaLower(df / x / x, df / 2, 0.5) : 1
    const tail = 0.5 * betaLower(df / (df + t2), df / 2, 0.5, t2 / (df + t2))
    return x >= 0 ? tail : 1 - tail
  },
  quantile: (p: number, df: number): number => -studentT.upperQuantile(p, df),
  upperQuantile(q: number, df: number): number {
    positive(df, "df")
    probability(q)
    if (df === Number.POSITIVE_INFINITY) return normal.upperQuantile(q)
    return q <= 0.5 ? upperHalfOfT(q, df) : -upperHalfOfT(1 - q, df)
  },
}

/** Beta on [0, 1]; a, b > 0. */
export const beta = {
  logPdf(x: number, a: number, b: number): number {
    positive(a, "a")
    positive(b, "b")
    if (x < 0 || x > 1) return Number.NEGATIVE_INFINITY
    if (x === 0) return edgeLogDensity(a, b)
    if (x === 1) return edgeLogDensity(b, a)
    return logBetaKernel(x, 1 - x, a, b) - Math.log(x) - Math.log1p(-x)
  },
  pdf: (x: number, a: number, b: number): number => Math.exp(beta.logPdf(x, a, b)),
  cdf: (x: number, a: number, b: number): number => betaLower(x, positive(a, "a"), positive(b, "b")),
  survival: (x: number, a: number, b: number): number => betaUpper(x, positive(a, "a"), positive(b, "b")),
  quantile(p: number, a: number, b: number): number {
    positive(a, "a")
    positive(b, "b")
    probability(p)
    return p <= 0.5 ? expit(betaLogit(p, a, b)) : expit(-betaLogit(1 - p, b, a))
  },
  upperQuantile(q: number, a: number, b: number): number {
    positive(a, "a")
    positive(b, "b")
    probability(q)
    return q <= 0.5 ? expit(-betaLogit(q, b, a)) : expit(betaLogit(1 - q, a, b))
  },
}

/** Gamma with shape and rate > 0 (mean shape / rate). */
export const gamma = {
  logPdf(x: number, shape: number, rate = 1): number {
    positive(shape, "shape")
    positive(rate, "rate")
    if (x < 0) return Number.NEGATIVE_INFINITY
    if (x === 0) return shape < 1 ? Number.POSITIVE_INFINITY : shape === 1 ? Math.log(rate) : Number.NEGATIVE_INFINITY
    return logPoissonKernel(shape, x * rate) + Math.log(shape) - Math.log(x)
  },
  pdf: (x: number, shape: number, rate = 1): number => Math.exp(gamma.logPdf(x, shape, rate)),
  cdf: (x: number, shape: number, rate = 1): number => gammaLower(positive(shape, "shape"), x * positive(rate, "rate")),
  survival: (x: number, shape: number, rate = 1): number =>
    gammaUpper(positive(shape, "shape"), x * positive(rate, "rate")),
  quantile(p: number, shape: number, rate = 1): number {
    probability(p)
    return gammaQuantile(p <= 0.5 ? "lower" : "upper", p <= 0.5 ? p : 1 - p, shape, rate)
  },
  upperQuantile(q: number, shape: number, rate = 1): number {
    probability(q)
    return gammaQuantile(q <= 0.5 ? "upper" : "lower", q <= 0.5 ? q : 1 - q, shape, rate)
  },
}

export const chiSquared = {
  logPdf: (x: number, df: number): number => gamma.logPdf(x, df / 2, 0.5),
  pdf: (x: number, df: number): number => gamma.pdf(x, df / 2, 0.5),
  cdf: (x: number, df: number): number => gamma.cdf(x, df / 2, 0.5),
  survival: (x: number, df: number): number => gamma.survival(x, df / 2, 0.5),
  quantile: (p: number, df: number): number => gamma.quantile(p, df / 2, 0.5),
  upperQuantile: (q: number, df: number): number => gamma.upperQuantile(q, df / 2, 0.5),
}

/** Fisher's F with df1 (numerator) and df2 (denominator) > 0. */
export const fisherF = {
  cdf(x: number, df1: number, df2: number): number {
    return x <= 0 ? 0 : fTail(x, positive(df1, "df1"), positive(df2, "df2"), "lower")
  },
  survival(x: number, df1: number, df2: number): number {
    return x <= 0 ? 1 : fTail(x, positive(df1, "df1"), positive(df2, "df2"), "upper")
  },
  quantile(p: number, df1: number, df2: number): number {
    positive(df1, "df1")
    positive(df2, "df2")
    probability(p)
    const logit = p <= 0.5 ? betaLogit(p, df1 / 2, df2 / 2) : -betaLogit(1 - p, df2 / 2, df1 / 2)
    return (df2 / df1) * Math.exp(logit)
  },
  upperQuantile: (q: number, df1: number, df2: number): number => 1 / fisherF.quantile(q, df2, df1),
}

/** p itself, or a RangeError when it is no probability. */
function probability(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies between 0 and 1, got ${p}`)
  return p
}

/** Wichura 1988, algorithm AS 241 (PPND16). */
function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(AS241_CENTRAL_P, r)) / polynomial(AS241_CENTRAL_Q, r)
  }
  const smaller = q < 0 ? p : 1 - p
  if (smaller === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const r = Math.sqrt(-Math.log(smaller))
  const size =
    r <= 5
      ? polynomial(AS241_MIDDLE_P, r - 1.6) / polynomial(AS241_MIDDLE_Q, r - 1.6)
      : polynomial(AS241_FAR_P, r - 5) / polynomial(AS241_FAR_Q, r - 5)
  return q < 0 ? -size : size
}

const AS241_CENTRAL_P = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
]
const AS241_CENTRAL_Q = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
]
const AS241_MIDDLE_P = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
]
const AS241_MIDDLE_Q = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
]
const AS241_FAR_P = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
]
const AS241_FAR_Q = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
]

/** t >= 0 with survival q <= 1/2; t² / df = y / x for the beta variable x = df / (df + t²). */
function upperHalfOfT(q: number, df: number): number {
  if (q === 0) return Number.POSITIVE_INFINITY
  if (q === 0.5) return 0
  const logitOfX = q < 0.25 ? betaLogit(2 * q, df / 2, 0.5) : -betaLogit(1 - 2 * q, 0.5, df / 2)
  return Math.sqrt(df) * Math.exp(-logitOfX / 2)
}

/** logit of the beta quantile at p. */
function betaLogit(p: number, a: number, b: number): number {
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p === 1) return Number.POSITIVE_INFINITY
  const tail = (u: number) => {
    const x = expit(u)
    const y = expit(-u)
    const log = logBetaLower(x, a, b, y)
    return { log, slope: Math.exp(logBetaKernel(x, y, a, b) - log) }
  }
  return solveLogTail(tail, "rising", Math.log(p), betaStart(p, a, b))
}

function betaStart(p: number, a: number, b: number): number {
  if (a > 1 && b > 1) {
    const spread = Math.sqrt((a + b) / (a * b))
    return Math.log(a / b) + normalQuantile(p) * spread
  }
  const logBeta = lgamma(a) + lgamma(b) - lgamma(a + b)
  const power = (Math.log(p) + Math.log(a) + logBeta) / a
  return power < -0.7 ? power : Math.log(a / b)
}

function gammaQuantile(tail: "lower" | "upper", p: number, shape: number, rate: number): number {
  positive(shape, "shape")
  positive(rate, "rate")
  if (p === 0) return tail === "lower" ? 0 : Number.POSITIVE_INFINITY
  const logTail = tail === "lower" ? logGammaLower : logGammaUpper
  const atLogX = (u: number) => {
    const x = Math.exp(u)
    const log = logTail(shape, x)
    return { log, slope: Math.exp(logPoissonKernel(shape, x) + Math.log(shape) - log) }
  }
  const u = solveLogTail(atLogX, tail === "lower" ? "rising" : "falling", Math.log(p), gammaStart(tail, p, shape))
  return Math.exp(u) / rate
}

/** Wilson and Hilferty's cube, or the power law of the far left tail. */
function gammaStart(tail: "lower" | "upper", p: number, shape: number): number {
  const z = tail === "lower" ? normalQuantile(p) : -normalQuantile(p)
  const cube = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))
  if (cube > 0.3) return Math.log(shape) + 3 * Math.log(cube)
  return tail === "lower" ? (Math.log(p) + lgamma(shape + 1)) / shape : Math.log(shape)
}

/** Through the beta variable s / (1 + s), both it and its complement formed without subtraction. */
function fTail(x: number, df1: number, df2: number, tail: "lower" | "upper"): number {
  const scaled = (df1 / df2) * x
  const share = scaled === Number.POSITIVE_INFINITY ? 1 : scaled / (1 + scaled)
  const rest = 1 / (1 + scaled)
  return tail === "lower" ? betaLower(share, df1 / 2, df2 / 2, rest) : betaLower(rest, df2 / 2, df1 / 2, share)
}

function edgeLogDensity(near: number, far: number): number {
  if (near < 1) return Number.POSITIVE_INFINITY
  return near === 1 ? Math.log(far) : Number.NEGATIVE_INFINITY
}

function expit(u: number): number {
  return u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u))
}

function positive(value: number, name: string): number {
  if (!(value > 0)) throw new RangeError(`${name} must be positive, got ${value}`)
  return value
}
