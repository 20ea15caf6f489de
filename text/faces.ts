/** Strength (−4 … 4) of an emoticon or emoji; 0 when it says nothing about feeling. Reading of our own. */
export function faceStrength(face: string): number {
  const known = FACES.get(face.replace(/\uFE0F/g, ""))
  if (known !== undefined) return known
  if (/^[:;=8xX]['’]?-?[)D\]P3p]/.test(face)) return face.includes("'") ? 1 : 2
  if (/^[:;=8]['’]?-?[(/\\|[]/.test(face)) return -2
  if (face === "<3") return 3
  if (face === "</3") return -3
  return 0
}

const FACES = new Map<string, number>()
for (const [strength, faces] of [
  [3, "😍🥰😘❤💕💖💗💓💞💘💙💚💛💜🧡🤩🎉🥳👏🙌💯🏆🌹🌸💐"],
  [2.5, "😀😃😄😁😊☺🙂😎👍👌🤗😋✨🌟⭐✅🙏😻💪🔥😇😉🤤🌈☀🎁"],
  [1, "😂🤣😆😅😏👋🙃😌✌"],
  [-1, "😐😑😶🤔😬😕🙁😮😳😴😲"],
  [-2.5, "☹😞😔😟😣😖😫😩😢😭😥😓😰😨😱🤦🤷🙄😒💔👎😪🥺🤯🤧🤒🤕❌🚫⚠😷"],
  [-3.5, "😠😡🤬😤🤮🤢💩🖕👿🤡💀☠"],
] as const) {
  for (const face of faces) FACES.set(face, strength)
}
