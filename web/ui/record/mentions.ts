import type { MemberRef } from "../../api/contract.ts"

export type CommentPiece = { place: number; text: string; mention: boolean }

/** Splits a comment at its mentions, which are stored as @[memberId] so that a renamed colleague stays mentioned. */
export function commentPieces(text: string, mentions: readonly MemberRef[]): CommentPiece[] {
  const names = new Map(mentions.map((member) => [member.id, member.name]))
  return text
    .split(/(@\[[^\]]+\])/)
    .filter((piece) => piece !== "")
    .map((piece, place) => {
      const id = /^@\[([^\]]+)\]$/.exec(piece)?.[1]
      return id ? { place, text: names.get(id) ?? "?", mention: true } : { place, text: piece, mention: false }
    })
}

/** The word after the @ that is being typed at the caret, or null. */
export function mentionAt(text: string, caret: number): string | null {
  const match = /(?:^|[\s（(，。、])@([\p{L}\p{N}._-]{0,30})$/u.exec(text.slice(0, caret))
  return match ? (match[1] ?? "") : null
}

/** Replaces the @word at the caret by the member's name. */
export function withMention(text: string, caret: number, name: string): { text: string; caret: number } {
  const word = mentionAt(text, caret)
  if (word === null) return { text, caret }
  const start = caret - word.length - 1
  const inserted = `@${name} `
  return { text: text.slice(0, start) + inserted + text.slice(caret), caret: start + inserted.length }
}

/** What is sent: every @Name that was chosen becomes @[memberId], longer names first so that none hides in another. */
export function encodeMentions(text: string, chosen: readonly MemberRef[]): string {
  return [...chosen]
    .sort((a, b) => b.name.length - a.name.length)
    .reduce((sent, member) => sent.replaceAll(`@${member.name}`, `@[${member.id}]`), text)
}
