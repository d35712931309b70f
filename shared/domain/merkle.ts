import { sha256 } from '@noble/hashes/sha2.js'

/**
 * The Merkle tree of RFC 6962, section 2.1, and the verification of its proofs (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
 * Pure: the page, the command line and other people's tools can check a proof with these functions and nothing else.
 */
export type Hash = Uint8Array

export const emptyRoot: Hash = sha256(new Uint8Array())

export function leafHash(bytes: Uint8Array): Hash {
  const input = new Uint8Array(1 + bytes.length)
  input.set(bytes, 1)
  return sha256(input)
}

export function nodeHash(left: Hash, right: Hash): Hash {
  const input = new Uint8Array(65)
  input[0] = 0x01
  input.set(left, 1)
  input.set(right, 33)
  return sha256(input)
}

export function equalHashes(a: Hash, b: Hash): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** The largest power of two smaller than `size`; where RFC 6962 splits a tree of more than one leaf. */
export function splitPoint(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/** Does `proof` place `leaf` at `index` (from 0) of the tree of `size` leaves under `root`? */
export function verifyInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[], root: Hash): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size || !proof.every(isHash)) return false
  let position = index
  let last = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sibling, hash)
      while (position % 2 === 0 && position !== 0) {
        position = half(position)
        last = half(last)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    position = half(position)
    last = half(last)
  }
  return last === 0 && equalHashes(hash, root)
}

/** Is the tree of `first` leaves under `firstRoot` a prefix of the tree of `second` leaves under `secondRoot`? */
export function verifyConsistency(
  first: number,
  second: number,
  proof: readonly Hash[],
  firstRoot: Hash,
  secondRoot: Hash,
): boolean {
  if (!isIndex(first) || !isIndex(second) || first > second || !proof.every(isHash)) return false
  if (first === second) return proof.length === 0 && equalHashes(firstRoot, secondRoot)
  if (first === 0) return proof.length === 0 && equalHashes(firstRoot, emptyRoot)

  let position = first - 1
  let last = second - 1
  while (position % 2 === 1) {
    position = half(position)
    last = half(last)
  }
  // A first tree that is a whole subtree of the second needs no hash of its own: the verifier already has its root.
  const path = position === 0 ? [firstRoot, ...proof] : [...proof]
  const start = path.shift()
  if (start === undefined) return false
  let oldHash = start
  let newHash = start
  for (const sibling of path) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      oldHash = nodeHash(sibling, oldHash)
      newHash = nodeHash(sibling, newHash)
      while (position % 2 === 0 && position !== 0) {
        position = half(position)
        last = half(last)
      }
    } else {
      newHash = nodeHash(newHash, sibling)
    }
    position = half(position)
    last = half(last)
  }
  return last === 0 && equalHashes(oldHash, firstRoot) && equalHashes(newHash, secondRoot)
}

const half = (n: number): number => Math.floor(n / 2)
/** A hash that lost a last byte of zero would be padded back to itself. */
const isHash = (hash: Hash): boolean => hash.length === 32
const isIndex = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
