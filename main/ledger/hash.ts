import { hash } from 'node:crypto'
import type { Hash } from '../../shared/domain/merkle.ts'

/**
 * The tree's two hashes by OpenSSL: several times as fast as the pure ones in `shared/domain/merkle.ts`, which the page
 * uses. A test holds them equal.
 */
export function leafHash(bytes: Uint8Array): Hash {
  const input = Buffer.allocUnsafe(1 + bytes.length)
  input[0] = 0x00
  input.set(bytes, 1)
  return digest(input)
}

/** The leaf of a text, in hexadecimal: what the verifier compares a hundred thousand times. */
export const leafHex = (text: string): string => hash('sha256', `\0${text}`, 'hex')

const pair = Buffer.alloc(65, 0x01)

export function nodeHash(left: Hash, right: Hash): Hash {
  if (left.length !== 32 || right.length !== 32) throw new Error('a node has two hashes under it')
  pair.set(left, 1)
  pair.set(right, 33)
  return digest(pair)
}

/** By way of a string, because a Buffer that OpenSSL fills is allocated by itself, which costs more than the hashing. */
const digest = (input: Uint8Array): Hash => Buffer.from(hash('sha256', input, 'binary'), 'binary')
