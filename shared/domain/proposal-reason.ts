import { reasonLength } from './assistant.ts'

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * What of a message stands in the record as the reason of what it proposes: at most 2,000 characters, none of them cut in
 * two, and nothing that is not seen or turns around what is seen: people copy from traces, and others read it before they
 * approve.
 */
export function reasonFrom(message: string): string {
  const seen = message
    .toWellFormed()
    .replaceAll(/\r\n?|[\p{Zl}\p{Zp}\v\f]/gu, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\p{Cf}\u2800]/gu, '')
    .trim()
  if (seen.length <= reasonLength) return seen
  let cut = ''
  // What is seen as one character may be very many; one that does not fit at all is cut where it must be.
  for (const { segment } of characters.segment(seen.slice(0, 2 * reasonLength))) {
    if (cut.length + segment.length > reasonLength) break
    cut += segment
  }
  return cut || seen.slice(0, reasonLength).toWellFormed()
}
