export type Entry = { status: number; sentence: string; remedy: string }

export function entry(status: number, sentence: string, remedy: string): Entry {
  return { status, sentence, remedy }
}
