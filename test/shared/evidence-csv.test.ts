import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvBegin, csvLine, fromInert, inert } from '../../shared/domain/evidence/csv.ts'

/** RFC 4180, by the letter: what a spreadsheet reads. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ''
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[i + 1] === '"') cell += text[i++]
      else quoted = false
    } else if (char === '"' && cell === '') quoted = true
    else if (char === ',' || (char === '\r' && text[i + 1] === '\n')) {
      rows.at(-1)?.push(cell)
      cell = ''
      if (char === '\r') {
        rows.push([])
        i += 1
      }
    } else cell += char
  }
  rows.pop()
  return rows
}

const dangerous = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']
const piece = fc.oneof(
  fc.constantFrom(...dangerous, ';', "'", "''", ' ', '\u00a0', '\ufeff', '"', ',', '\r\n', '\u0000'),
  fc.string({ unit: 'binary', maxLength: 5 }),
)
const texts = fc
  .array(piece, { maxLength: 6 })
  .map((pieces) => pieces.join(''))
  .filter((text) => text.isWellFormed())

describe('a table of evidence', () => {
  test('gives back what was written, whatever it was', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 5 }), (rows) => {
        const columns = ['a', 'b']
        const lines = rows.map(([a, b]) => csvLine(columns, { a, b }))
        const read = parse(csvBegin(columns).slice(1) + lines.join(''))
        expect(read).toEqual([columns, ...rows.map(([a, b]) => [inert(a), inert(b)])])
        expect(read.slice(1).map((row) => row.map(fromInert))).toEqual(rows.map(([a, b]) => [a, b]))
      }),
      { numRuns: 2000 },
    )
  })

  test('has no cell that begins as a formula does, with blanks before it or without', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const [[cell = ''] = []] = parse(csvLine(['a'], { a: text }))
        expect(cell).not.toMatch(/^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u)
        expect(cell).not.toMatch(/^[\t\r\n]/)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([';', '\t'])(
    'has no formula either where cells are parted by %j and quotes within one are letters',
    (mark) => {
      fc.assert(
        fc.property(texts, texts, (a, b) => {
          const line = csvLine(['a', 'b'], { a: `x${a}`, b })
          for (const cell of line.split(new RegExp(`[${mark}\\r\\n]`)).slice(1))
            expect(cell).not.toMatch(/^[\s\p{Cc}\p{Cf}"]*[=+\-@＝＋－＠]/u)
        }),
        { numRuns: 2000 },
      )
    },
  )

  test('quotes what other machines take for the end of a cell', () => {
    expect(csvLine(['a', 'b', 'c'], { a: 'ok;1', b: 'ok\t1', c: 'ok;=1+1' })).toBe(`"ok;1","ok\t1","ok;'=1+1"\r\n`)
  })

  test.each([
    ['ok;=1+1', "ok;'=1+1"],
    ["ok;'=1", "ok;''=1"],
    ['ok; "=1"', `ok;' "=1"`],
    ['one\n- two\n\nthree', "one\n'- two\n\nthree"],
    ['=1+1', "'=1+1"],
    ["'=1+1", "''=1+1"],
    ['＝cmd', "'＝cmd"],
    [' =1', "' =1"],
    ["it's fine", "it's fine"],
    ["'quoted'", "'quoted'"],
    ['', ''],
  ])('%j is written as %j', (text, written) => {
    expect(inert(text)).toBe(written)
    expect(fromInert(written)).toBe(text)
  })

  test('says what is not text as it is: numbers bare, nothing as nothing, a document as JSON', () => {
    const row = { n: -1, yes: true, nothing: null, who: { id: 'a', digest: 'b' }, list: ['-x', 1] }
    expect(csvLine(['n', 'yes', 'nothing', 'who.id', 'who.name', 'list', 'missing'], row)).toBe(
      `-1,true,,a,,"[""-x"",1]",\r\n`,
    )
  })

  test('is UTF-8 by its first bytes, which Excel asks for', () => {
    expect(Buffer.from(csvBegin(['a'])).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
  })
})
