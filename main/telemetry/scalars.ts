/** A body that is not of the protocol: nothing of it is taken. */
export class Malformed extends Error {}

type Fields = Readonly<Record<string, unknown>>

/**
 * A message, read from either encoding: JSON gives plain objects, protobufjs its messages, under the same names. What is
 * absent, or null in JSON, is the field's default.
 */
export function message(value: unknown, what: string): Fields | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof Uint8Array)
    throw new Malformed(`${what} is not an object`)
  return value as Fields
}

export function repeated(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Malformed(`${what} is not a list`)
  return value
}

export function text(value: unknown, what: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new Malformed(`${what} is not text`)
  return value
}

/** Bytes in protobuf, hexadecimal digits in JSON; undefined for what is neither of this length nor empty. */
export function hexId(value: unknown, bytes: 8 | 16, what: string): string | undefined {
  // protobufjs has an empty list where there are no bytes.
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return ''
  if (value instanceof Uint8Array) {
    if (value.length === 0) return ''
    return value.length === bytes ? Buffer.prototype.toString.call(value, 'hex') : undefined
  }
  const digits = text(value, what)
  if (digits === '') return ''
  return digits.length === 2 * bytes && /^[0-9a-f]+$/i.test(digits) ? digits.toLowerCase() : undefined
}

type Long = { low: number; high: number; unsigned: boolean; toString(): string }
const isLong = (value: unknown): value is Long =>
  typeof value === 'object' && value !== null && 'low' in value && 'high' in value

/** Nanoseconds since 1970, of 64 bits without a sign, as whole microseconds: those fit into a number. */
export function microseconds(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0
  if (isLong(value)) {
    const [high, low] = [value.high >>> 0, value.low >>> 0]
    // 2^32 is 4,294,967 thousands and 296.
    return high * 4_294_967 + Math.floor((high * 296 + low) / 1_000)
  }
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return Number(value.slice(0, -3))
  if (typeof value === 'number' && value >= 0) return Math.floor(value / 1_000)
  throw new Malformed(`${what} is not a time`)
}

/** A count of what was left out, or the number of an enumeration. */
export function small(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0
  const number = typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) throw new Malformed(`${what} is not a whole number`)
  return number
}

/** 64 bits with a sign. What a number cannot hold exactly stays text. */
export function wide(value: unknown, what: string): number | string {
  const digits = isLong(value) ? value.toString() : value
  if (typeof digits === 'number' && Number.isInteger(digits)) return digits
  if (typeof digits !== 'string' || !/^-?\d{1,20}$/.test(digits)) throw new Malformed(`${what} is not a whole number`)
  const number = Number(digits)
  // Minus zero is nothing that a whole number could be.
  return Number.isSafeInteger(number) ? number + 0 : digits
}

/** JSON has no word for what is no number, so the protocol writes it as text, and so do we. */
export function double(value: unknown, what: string): number | string {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : `${value}`
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value) + 0
  throw new Malformed(`${what} is not a number`)
}
