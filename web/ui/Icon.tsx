/** The few pictures used where a word does not fit: 16 px strokes in the colour of the text. */
const drawings = {
  home: "M2.500 7.200 8 2.700l5.500 4.500V13a.5.5 0 0 1-.5.5H9.700V9.800H6.300v3.700H3a.5.5 0 0 1-.5-.5z",
  signal: "M1.500 9.500h3l2-6 3 9.500 2-5.500h3",
  voice: "M2.500 3.500h11v7.500H7.200L4.500 13.500V11h-2z",
  chart: "M2.500 2.500v11h11M5 10.500l3-3.500 2 1.800 3.300-4.300",
  menu: "M2.500 4.500h11M2.500 8h11M2.500 11.500h11",
  bell: "M8 2.300a3.600 3.600 0 0 1 3.600 3.600c0 3.200 1.400 4.300 1.400 5.100H3c0-.8 1.400-1.900 1.400-5.100A3.600 3.600 0 0 1 8 2.300zM6.600 13.300c.7.7 2.100.7 2.800 0",
  close: "M4 4l8 8M12 4l-8 8",
  down: "M4 6.200 8 10.200l4-4",
  left: "M10 3.500 5.500 8l4.500 4.500",
  right: "M6 3.500 10.500 8 6 12.500",
  check: "M3 8.500l3.200 3.200L13 4.800",
  dots: "M3.500 8h.01M8 8h.01M12.500 8h.01",
  search: "M7 2.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zM10.300 10.300l3.200 3.200",
  table: "M2.500 3.500h11v9h-11zM2.500 6.500h11M6.500 6.500v6",
  copy: "M5.500 5.500h8v8h-8zM3.500 10.500h-1v-8h8v1",
  plus: "M8 3.500v9M3.500 8h9",
  pin: "M6 2.500h4l-.5 4 2 2v1h-7v-1l2-2zM8 9.500v4",
} as const
export type IconName = keyof typeof drawings

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  const weight = name === "dots" ? 2 : 1.4
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={weight}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={drawings[name]} />
    </svg>
  )
}
