/** Ends a thought, so that "don't wait: throttle it" forbids nothing but waiting. */
export const clauseEnd = '|'

/** What apostrophes leave out is one word: "don't", "what's". */
const apostrophes = /(?<=\p{L})['’ʼ‘](?=\p{L})/gu
/** Behind these a clause ends where something else than a letter or a digit follows; "claude-3.5" and "30/min" are whole. */
const ends = /[.!?;:,()\n\r\u2013\u2014…]+(?![\p{L}\p{N}])|[\u2013\u2014\n\r;()。、]+|\s-+\s/gu
const between = /[^\p{L}\p{N}|]+/u

/**
 * The words of a message as they are compared: full-width letters, accents, capitals, ß and what is not to be seen make no
 * difference, and whatever stands between words parts them. Clauses end with a word of their own.
 */
export function messageWords(message: string): string[] {
  const plain = message
    .replaceAll('|', ' ')
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}\u115f\u1160\u2800\u3164]/gu, '')
    .toUpperCase()
    .toLowerCase()
  return plain
    .replaceAll(apostrophes, '')
    .replaceAll(ends, ` ${clauseEnd} `)
    .split(between)
    .filter((word) => word !== '')
}
