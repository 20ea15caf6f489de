import type { Random } from "../random.ts"

/** A feeling of about 0 … 1 on a scale 1 … max, with the habit of people to choose the ends. */
export function scaled(feeling: number, max: number): number {
  const stretched = 0.5 + (feeling - 0.5) * 1.28
  return Math.max(1, Math.min(max, Math.round(1 + stretched * (max - 1))))
}

/** 0 … 10 as people answer it: the disappointed choose the far end or the middle rather than a four. */
export function recommendation(feeling: number, random: Random): number {
  const plain = feeling * 10.6
  if (plain >= 6.5) return Math.min(10, Math.round(plain))
  const low = random.chance(0.3) ? 5 : 6.4 - (6.4 - plain) * 1.75 + random.normal(0, 0.8)
  return Math.max(0, Math.min(6, Math.round(low)))
}
