// Interim, overwrite me: the text analytics part brings the real one.
export const searchTokens = (text: string, _language?: string): string[] => [
  ...new Set(text.toLowerCase().match(/\p{L}+/gu) ?? []),
]
