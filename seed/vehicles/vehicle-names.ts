/** Model names as owners know them: "SANTA FE" → "Santa Fe", "XG350" stays. */
export function readableModel(reported: string): string {
  return reported
    .split(" ")
    .map((word) => (/\d/.test(word) ? word : word.charAt(0) + word.slice(1).toLowerCase()))
    .join(" ")
}

/** Component names in sentence case: "STEERING:ELECTRIC POWER ASSIST SYSTEM" → "Steering: electric power assist system". */
export function readableComponent(reported: string): string {
  const name = reported
    .split(":")
    .map((part) => part.trim().replace(/[A-Z]+/g, (word) => (acronyms.has(word) ? word : word.toLowerCase())))
    .join(": ")
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** The first level of a readable component: "Steering: electric power assist system" → "Steering". */
export function topLevel(component: string): string {
  return component.split(":")[0]!
}

/** The part of a component that a headline needs: its last levels, unless these say nothing without the first. */
export function shortComponent(component: string): string {
  const plain = plainWords.find(([pattern]) => pattern.test(component))
  if (plain) return plain[1]
  const levels = component.split(": ")
  const top = levels[0]!
  const last = levels[levels.length - 1]!
  if (levels.length === 1) return lowerFirst(top)
  if (saysEnough.test(last)) return last
  return `${lowerFirst(top.replace(/, hydraulic|, gasoline/, ""))} (${last})`
}

const acronyms = new Set(["ABS", "ASC", "CD", "EGR", "PCM", "PRNDL", "TCM"])
const plainWords: [RegExp, string][] = [
  [/electric power assist/, "electric power steering"],
  [/brake lights: switch|switches: brake light/, "brake light switch"],
  [/automatic \(ASC\)/, "electronic stability control"],
  [/axle shaft/, "axle shaft"],
  [/side\/window/, "side air bags"],
  [/^Air bags: frontal$/, "frontal air bags"],
  [/^Latches.*hood/, "hood latch"],
  [/^Latches.*doors/, "door latch"],
]
const saysEnough =
  /power assist|coil|tie rod|brake light|sun roof|headlight|tail light|spare tire|airbag|fuel pump|wiper/

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
