import { titleLength } from './assistant.ts'

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * The beginning of a message as a title: one line of what can be seen, 60 characters at most, none of them cut in two.
 * Null for what has nothing to be named after.
 */
export function titleFrom(message: string): string | null {
  // What is seen as one character may be many; no title is longer than a line that a person may give.
  const line = message
    .slice(0, 4000)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Cf}\u2800]/gu, '')
    .trim()
  let title = ''
  let count = 0
  for (const { segment } of characters.segment(line)) {
    count += 1
    if (count > titleLength || title.length + segment.length > longestTitle) break
    title += segment
  }
  return title.trim() || null
}

export const longestTitle = 120
