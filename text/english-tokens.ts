/** One token of an English text: `word` is lower case with contractions written out, `stem` its light stem. */
export type EnglishToken = { word: string; stem: string; caps: boolean; kind: "word" | "stop" | "comma" | "face" }

const PIECES =
  /https?:\/\/\S+|www\.\S+|@\w+|[:;=]['’]?-?[)(DPpO3/\\|\]]+(?![a-z0-9])|\b[xX]D\b|<\/?3|\p{Extended_Pictographic}|\d+(?:[./]\d+)*%?|\p{L}+(?:['’`]\p{L}+)*|[.!?…]+|[,;:()\n]/gu

/**
 * Words, emoticons, emoji and the punctuation that ends a clause; links and @names are dropped.
 * "don't", "dont" and "do not" give the same tokens; "sooo goood" gives "so good".
 */
export function englishTokens(text: string): EnglishToken[] {
  const tokens: EnglishToken[] = []
  for (const [piece] of text.matchAll(PIECES)) {
    let known = tokensOf.get(piece)
    if (known === undefined) {
      known = pieceTokens(piece)
      if (tokensOf.size > 60_000) tokensOf.clear()
      if (piece.length < 40) tokensOf.set(piece, known)
    }
    for (const token of known) tokens.push(token)
  }
  return tokens
}

/** Tokens are never changed, so equal pieces share them. */
const tokensOf = new Map<string, readonly EnglishToken[]>()

function pieceTokens(piece: string): EnglishToken[] {
  if (piece.startsWith("@") || piece.startsWith("http") || piece.startsWith("www.")) return []
  // Blacked out ("XX/XX/XXXX") is not said.
  if (/^X{2,}$/.test(piece)) return []
  if (/^[\p{L}\d]/u.test(piece) && !/^[xX]D$/.test(piece)) {
    const caps = piece.length > 2 && piece === piece.toUpperCase() && /[A-Z]/.test(piece)
    return writtenOut(piece.toLowerCase().replace(/[’`]/g, "'")).map((word) => ({
      word,
      stem: englishStem(word),
      caps,
      kind: "word",
    }))
  }
  const kind = /^[.!?…\n]/.test(piece) ? "stop" : piece.length === 1 && /[,;:()]/.test(piece) ? "comma" : "face"
  return [{ word: kind === "stop" ? piece[0]! : piece, stem: piece, caps: false, kind }]
}

const stems = new Map<string, string>()

/** A light stem: folds plural, -ed, -ing, -ly, final -e and the irregular verbs that complaints use. */
export function englishStem(word: string): string {
  let stem = stems.get(word)
  if (stem === undefined) {
    stem = stripped(IRREGULAR.get(word) ?? word)
    if (stems.size > 100_000) stems.clear()
    stems.set(word, stem)
  }
  return stem
}

/** Whether the stem of this word comes from the table of irregular forms. */
export function isIrregular(word: string): boolean {
  return IRREGULAR.has(word)
}

function stripped(word: string): string {
  let w = word
  if (w.length > 3) {
    if (w.endsWith("ies") && w.length > 4) w = `${w.slice(0, -3)}y`
    else if (/(?:x|ch|sh|ss|zz)es$/.test(w)) w = w.slice(0, -2)
    else if (w.endsWith("s") && !/(?:ss|us|is)$/.test(w)) w = w.slice(0, -1)
  }
  if (w.length > 4 && w.endsWith("ily")) w = `${w.slice(0, -3)}y`
  else if (w.length > 4 && w.endsWith("ly")) w = w.slice(0, -2)
  if (w.length > 5 && w.endsWith("ing") && /[aeiouy]/.test(w.slice(0, -3))) w = undoubled(w.slice(0, -3))
  else if (w.length > 4 && w.endsWith("ied")) w = `${w.slice(0, -3)}y`
  else if (w.length > 4 && w.endsWith("ed") && /[aeiouy]/.test(w.slice(0, -2))) w = undoubled(w.slice(0, -2))
  if (w.length > 3 && w.endsWith("e")) w = w.slice(0, -1)
  return w
}

function undoubled(w: string): string {
  const last = w.at(-1)
  return last === w.at(-2) && last !== "l" && last !== "s" && last !== "z" ? w.slice(0, -1) : w
}

function writtenOut(piece: string): string[] {
  const short = piece.replace(/(\p{L})\1{2,}/gu, "$1$1")
  const word =
    short !== piece && !/(?:oo|ee|ll|ss|ff|pp|mm)(?:[a-z]{0,2})$/.test(short)
      ? short.replace(/(\p{L})\1/gu, "$1")
      : short
  if (word === "soo") return ["so"]
  const known = CONTRACTIONS.get(word)
  if (known !== undefined) return known
  const cut = word.indexOf("'")
  if (cut < 0) return [word]
  if (word.endsWith("n't")) return [word.slice(0, -3), "not"]
  return cut === 0 ? [word.slice(1)] : [word.slice(0, cut)]
}

const CONTRACTIONS = new Map<string, string[]>(
  Object.entries({
    "won't": ["will", "not"],
    wont: ["will", "not"],
    "can't": ["can", "not"],
    cant: ["can", "not"],
    cannot: ["can", "not"],
    "shan't": ["shall", "not"],
    dont: ["do", "not"],
    doesnt: ["does", "not"],
    didnt: ["did", "not"],
    isnt: ["is", "not"],
    arent: ["are", "not"],
    wasnt: ["was", "not"],
    werent: ["were", "not"],
    wouldnt: ["would", "not"],
    couldnt: ["could", "not"],
    shouldnt: ["should", "not"],
    hasnt: ["has", "not"],
    havent: ["have", "not"],
    hadnt: ["had", "not"],
    "ain't": ["is", "not"],
    aint: ["is", "not"],
    "i'm": ["i", "am"],
    im: ["i", "am"],
    "it's": ["it", "is"],
    "that's": ["that", "is"],
    "what's": ["what", "is"],
    "where's": ["where", "is"],
    "you're": ["you", "are"],
    "they're": ["they", "are"],
    "we're": ["we", "are"],
    "i've": ["i", "have"],
    ive: ["i", "have"],
    "we've": ["we", "have"],
    "i'll": ["i", "will"],
    "we'll": ["we", "will"],
    "i'd": ["i", "would"],
    "we'd": ["we", "would"],
    gonna: ["going", "to"],
    cuz: ["because"],
    bc: ["because"],
    w: ["with"],
    ur: ["your"],
    u: ["you"],
    r: ["are"],
    pls: ["please"],
    plz: ["please"],
  }),
)

const IRREGULAR = new Map<string, string>(
  (
    "fell fall fallen fall broke break broken break froze freeze frozen freeze tore tear torn tear wore wear worn wear lost lose " +
    "went go gone go got get gotten get came come took take taken take gave give given give threw throw thrown throw hung hang " +
    "told tell said say paid pay left leave kept keep held hold bought buy sent send spent spend stole steal stolen steal " +
    "stuck stick hid hide hidden hide blew blow blown blow drove drive driven drive ate eat eaten eat had have has have " +
    "was be were be is be are be am be been be did do does do done do made make felt feel shrank shrink shrunk shrink " +
    "ran run knew know known know thought think found find saw see seen see became become began begin begun begin cannot can"
  )
    .split(" ")
    .reduce<[string, string][]>((pairs, word, i, all) => {
      if (i % 2 === 0) pairs.push([word, all[i + 1]!])
      return pairs
    }, []),
)
