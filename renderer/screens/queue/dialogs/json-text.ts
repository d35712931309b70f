import type { Json } from '../../../../shared/domain/entry.ts'

export type JsonText =
  | { ok: true; value: Json }
  | { ok: false; line: number; column: number; offset: number; says: string }

// Between quotes everything but what JSON wants escaped: the controls below the space.
const token =
  /([{}[\],:])|"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|(?:true|false|null)(?!\w)/uy
const space = /[ \t\n\r]*/y
/** The server takes nothing that is nested deeper. */
const deepest = 50

class Wrong extends Error {
  readonly offset: number
  constructor(offset: number, says: string) {
    super(says)
    this.offset = offset
  }
}

/**
 * JSON with the place of what is wrong with it, which engines tell differently or not at all. Stricter than JSON.parse
 * where that would quietly change what was written: a name given twice, and a number that cannot be kept as it is.
 */
export function parseJsonText(text: string): JsonText {
  try {
    const end = skip(text, readValue(text, 0, 0))
    if (end < text.length) throw new Wrong(end, `Expected nothing more, but there is ${shown(text, end)}`)
    return { ok: true, value: JSON.parse(text) as Json }
  } catch (error) {
    if (!(error instanceof Wrong)) throw error
    const before = text.slice(0, error.offset).split('\n')
    const column = (before.at(-1)?.length ?? 0) + 1
    return { ok: false, line: before.length, column, offset: error.offset, says: error.message }
  }
}

/** Each reads what begins at or after `from`, and answers with where it ends. */
function readValue(text: string, from: number, depth: number): number {
  const [what, start, end] = read(text, from, 'a value')
  if ('{['.includes(what) && depth >= deepest) throw new Wrong(start, `Nested more than ${deepest} deep`)
  if (what === '{') return readObject(text, end, depth)
  if (what === '[') return readList(text, end, depth)
  if (what.length === 1 && '}],:'.includes(what)) throw new Wrong(start, `Expected a value, but there is "${what}"`)
  if (/^[-\d]/.test(what) && !isKept(what)) throw new Wrong(start, `${what} cannot be kept exactly: write it as text`)
  return end
}

function readObject(text: string, from: number, depth: number): number {
  const names = new Set<string>()
  let [what, start, end] = read(text, from, 'a name or }')
  while (what !== '}' || names.size > 0) {
    if (!what.startsWith('"'))
      throw new Wrong(start, `Expected a name in double quotes, but there is ${shown(text, start)}`)
    if (names.has(what)) throw new Wrong(start, `${what} is there twice`)
    names.add(what)
    const colon = read(text, end, 'a colon')
    if (colon[0] !== ':')
      throw new Wrong(colon[1], `Expected a colon after ${what}, but there is ${shown(text, colon[1])}`)
    const next = read(text, readValue(text, colon[2], depth + 1), 'a comma or }')
    if (next[0] === '}') return next[2]
    if (next[0] !== ',') throw new Wrong(next[1], `Expected a comma or }, but there is ${shown(text, next[1])}`)
    ;[what, start, end] = read(text, next[2], 'a name')
  }
  return end
}

function readList(text: string, from: number, depth: number): number {
  const [first, , afterFirst] = read(text, from, 'a value or ]')
  if (first === ']') return afterFirst
  for (let at = from; ; ) {
    const [what, start, end] = read(text, readValue(text, at, depth + 1), 'a comma or ]')
    if (what === ']') return end
    if (what !== ',') throw new Wrong(start, `Expected a comma or ], but there is ${shown(text, start)}`)
    at = end
  }
}

function read(text: string, from: number, wanted: string): [what: string, start: number, end: number] {
  const start = skip(text, from)
  if (start === text.length) throw new Wrong(start, `It ends where ${wanted} is expected`)
  token.lastIndex = start
  const what = token.exec(text)?.[0]
  if (what === undefined) throw new Wrong(start, misread(text, start))
  return [what, start, start + what.length]
}

function skip(text: string, from: number): number {
  space.lastIndex = from
  return from + (space.exec(text)?.[0].length ?? 0)
}

function misread(text: string, at: number): string {
  if (text[at] === '"') return 'This text in quotes does not end, or holds a character that needs a backslash'
  if (text[at] === "'") return 'JSON takes double quotes, not single ones'
  return `${shown(text, at)} is no JSON`
}

const shown = (text: string, at: number): string => `"${/^(?:\w{1,16}|.)/su.exec(text.slice(at, at + 40))?.[0] ?? ''}"`

/** A double holds it: what is read from it again is the number that was written. */
function isKept(number: string): boolean {
  const value = Number(number)
  return Number.isFinite(value) && (!/^-?\d+$/.test(number) || Number.isSafeInteger(value))
}
