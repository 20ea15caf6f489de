import type { regions } from "./catalogue.ts"

/** Only numbers that regulators keep free for fiction (see README); none for China, which keeps no such range. */
export function phoneNumber(country: (typeof regions)[number]["phone"], number: number): string | undefined {
  const pad = (value: number, width: number) => String(value).padStart(width, "0")
  if (country === "us") return `+1 ${usAreas[Math.floor(number / 100) % usAreas.length]} 555 01${pad(number % 100, 2)}`
  if (country === "uk") return `+44 ${ukAreas[Math.floor(number / 1000) % ukAreas.length]}${pad(number % 1000, 3)}`
  if (country === "au") return `+61 2 5550 ${pad(number % 10_000, 4)}`
  return undefined
}

// As many US area codes as there are hundreds of customers, so that no two customers share a number.
const usAreas =
  "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 331 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 432 434 435 440 443 469 478 479 480 484 501 502 503 504".split(
    " ",
  )
const ukAreas = [
  "7700 900",
  "20 7946 0",
  "113 496 0",
  "114 496 0",
  "115 496 0",
  "116 496 0",
  "117 496 0",
  "118 496 0",
  "121 496 0",
  "131 496 0",
]
