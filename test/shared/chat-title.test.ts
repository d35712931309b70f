import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { titleLength } from '../../shared/domain/assistant.ts'
import { longestTitle, titleFrom } from '../../shared/domain/chat-title.ts'
import { isOneLine } from '../../shared/domain/one-line.ts'

const seen = (text: string): string[] =>
  Array.from(new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text), ({ segment }) => segment)

describe('the title that a chat has by itself', () => {
  test.each<[what: string, message: string, title: string | null]>([
    ['a question', "what's the error rate on research-agent?", "what's the error rate on research-agent?"],
    ['many lines, as one', ' show\r\n\r\n\tthe  last\u2028trace ', 'show the last trace'],
    ['60 characters', 'a'.repeat(60), 'a'.repeat(60)],
    ['61 characters', 'a'.repeat(61), 'a'.repeat(60)],
    ['a space where it ends', `${'a'.repeat(59)} b`, 'a'.repeat(59)],
    ['characters of two halves', '🔥'.repeat(70), '🔥'.repeat(60)],
    ['characters of many', '👩‍👩‍👧‍👦 family', '👩👩👧👦 family'],
    ['an accent of its own', `${'e\u0301'.repeat(61)}`, 'e\u0301'.repeat(60)],
    ['half a character', `\ud83d what`, '\ufffd what'],
    ['what turns text around', 'pay \u202Eecila\u202C', 'pay ecila'],
    ['nothing', '', null],
    ['nothing that is seen', ' \n\u200b\u2800 ', null],
    ['one character of a thousand marks', `e${'\u0301'.repeat(1000)}`, null],
  ])('of %s', (_, message, title) => {
    expect(titleFrom(message)).toBe(title)
  })

  test('is one line that a person may give too, and the beginning of what was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (message) => {
        const title = titleFrom(message)
        if (title === null) return
        expect(isOneLine(title)).toBe(true)
        expect(title).toBe(title.trim())
        expect(title.length).toBeLessThanOrEqual(longestTitle)
        expect(seen(title).length).toBeLessThanOrEqual(titleLength)
        // A name that was given by itself is known again by that.
        expect(titleFrom(title)).toBe(title)
      }),
      { numRuns: 2000 },
    )
  })
})
