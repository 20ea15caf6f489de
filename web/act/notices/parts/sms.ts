// The signs of the GSM alphabet; those of its second table take two places.
const basic = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]$/
const double = /^[\f^{}\\[~\]|€]$/

/** How many messages a text is sent and paid as: 160 signs (then 153 each), or 70 (then 67) with any other sign. */
export function smsOf(text: string): { signs: number; messages: number } {
  let signs = 0
  for (const sign of text) {
    if (basic.test(sign)) signs++
    else if (double.test(sign)) signs += 2
    else return { signs: text.length, messages: text.length <= 70 ? 1 : Math.ceil(text.length / 67) }
  }
  return { signs, messages: signs <= 160 ? 1 : Math.ceil(signs / 153) }
}
