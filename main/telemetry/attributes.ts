import type { Json } from '../../shared/domain/entry.ts'
import { double, Malformed, message, repeated, text, wide } from './scalars.ts'

/** What one span may bring along. Whatever is more is left out, and counted. */
export const bounds = {
  attributes: 128,
  ofResource: 64,
  events: 64,
  links: 64,
  key: 200,
  text: 8_000,
  items: 128,
  depth: 5,
  /** All text of a span together; a resource is copied into each of its spans, so it may bring little. */
  characters: 64_000,
  charactersOfResource: 4_000,
  /** What a value costs at least, be it a number or nothing. */
  value: 8,
} as const

export type Attributes = Record<string, Json>
/** Of one span: how much text it may still bring, and how many things were left out. */
export type Allowance = { characters: number; dropped: number }
export const allowance = (characters: number = bounds.characters): Allowance => ({ characters, dropped: 0 })

export function readAttributes(value: unknown, most: number, left: Allowance): Attributes {
  return readPairs(repeated(value, 'attributes'), most, left, 0)
}

function readPairs(pairs: readonly unknown[], most: number, left: Allowance, depth: number): Attributes {
  const read: Attributes = {}
  let count = 0
  for (const each of pairs) {
    const pair = message(each, 'an attribute')
    const key = text(pair?.key, 'the key of an attribute')
    const fits = count < most && key !== '' && key !== '__proto__' && key.length + bounds.value <= left.characters
    if (!fits) {
      left.dropped += 1
      continue
    }
    count += 1
    left.characters -= key.length
    read[stored(key, bounds.key)] = readValue(pair?.value, left, depth)
  }
  return read
}

function readValue(value: unknown, left: Allowance, depth: number): Json {
  const any = message(value, 'a value')
  const before = left.characters
  const read = any === undefined ? null : readAny(any, left, depth)
  left.characters = Math.min(left.characters, before - bounds.value)
  return read
}

function readAny(any: Readonly<Record<string, unknown>>, left: Allowance, depth: number): Json {
  if (says(any, 'stringValue')) return limited(text(any.stringValue, 'a text'), left)
  if (says(any, 'intValue')) return wide(any.intValue, 'an integer')
  if (says(any, 'boolValue')) return flag(any.boolValue)
  if (says(any, 'doubleValue')) return double(any.doubleValue, 'a number')
  if (says(any, 'arrayValue')) return readItems(message(any.arrayValue, 'a list')?.values, left, depth + 1)
  if (says(any, 'kvlistValue')) {
    if (tooDeep(left, depth + 1)) return null
    const pairs = repeated(message(any.kvlistValue, 'a map')?.values, 'a map')
    return readPairs(pairs, bounds.items, left, depth + 1)
  }
  if (says(any, 'bytesValue')) return limited(bytes(any.bytesValue), left)
  return null
}

function readItems(values: unknown, left: Allowance, depth: number): Json {
  if (tooDeep(left, depth)) return null
  const all = repeated(values, 'a list')
  const read: Json[] = []
  for (const item of all) {
    if (read.length === bounds.items || left.characters < bounds.value) break
    read.push(readValue(item, left, depth))
  }
  left.dropped += all.length - read.length
  return read
}

function tooDeep(left: Allowance, depth: number): boolean {
  if (depth <= bounds.depth) return false
  left.dropped += 1
  return true
}

function limited(words: string, left: Allowance): string {
  const most = Math.max(0, Math.min(bounds.text, left.characters))
  left.characters -= Math.min(words.length, most)
  if (words.length > most) left.dropped += 1
  return stored(words, most)
}

/** As a text column takes it: PostgreSQL knows no zero, and half a character is none. */
function stored(words: string, most: number): string {
  const cut = words.length > most ? words.slice(0, most) : words
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole
}

/** A message of protobufjs has the defaults of all its fields on its prototype. */
const says = (any: object, name: string): boolean => Object.hasOwn(any, name) && Reflect.get(any, name) !== null

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Malformed('a flag is neither true nor false')
  return value
}

const bytes = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : text(value, 'bytes')
