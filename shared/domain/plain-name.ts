import { isOneLine } from './one-line.ts'

/** A name as it may stand on a line of the console, whoever sent it: nothing in it breaks the line or turns it around. */
export function plainName(words: string, most: number): string {
  // Nearly all names are such, and the whole question takes long.
  if (words.length <= most && /^[!-~](?:[ -~]*[!-~])?$/.test(words)) return words
  const short = words.length > 4 * most ? words.slice(0, 4 * most) : words
  const line = isOneLine(short) ? short : short.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u2800]+/gu, ' ')
  const trimmed = line.trim()
  if (trimmed.length <= most) return trimmed
  const cut = trimmed.slice(0, most)
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trim()
}
