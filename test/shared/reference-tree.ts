import { createHash } from 'node:crypto'

/**
 * RFC 6962, section 2.1, written down as the text defines it: recursive, slow, and sharing nothing with the code that
 * the tests hold against it.
 */
export type Bytes = Uint8Array

const sha256 = (...parts: Bytes[]): Bytes => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

export const referenceLeaf = (input: Bytes): Bytes => sha256(Uint8Array.of(0), input)
const node = (left: Bytes, right: Bytes): Bytes => sha256(Uint8Array.of(1), left, right)

/** MTH of leaves that are already hashed. */
export function referenceRoot(leaves: readonly Bytes[]): Bytes {
  const [only] = leaves
  if (only === undefined) return sha256()
  if (leaves.length === 1) return only
  const k = largestPowerBelow(leaves.length)
  return node(referenceRoot(leaves.slice(0, k)), referenceRoot(leaves.slice(k)))
}

/** PATH(m, D[n]) of section 2.1.1. */
export function referencePath(index: number, leaves: readonly Bytes[]): Bytes[] {
  if (leaves.length <= 1) return []
  const k = largestPowerBelow(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return index < k
    ? [...referencePath(index, left), referenceRoot(right)]
    : [...referencePath(index - k, right), referenceRoot(left)]
}

/** PROOF(m, D[n]) of section 2.1.2. */
export function referenceConsistency(from: number, leaves: readonly Bytes[]): Bytes[] {
  return from === 0 ? [] : subproof(from, leaves, true)
}

function subproof(m: number, leaves: readonly Bytes[], whole: boolean): Bytes[] {
  if (m === leaves.length) return whole ? [] : [referenceRoot(leaves)]
  const k = largestPowerBelow(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m <= k
    ? [...subproof(m, left, whole), referenceRoot(right)]
    : [...subproof(m - k, right, false), referenceRoot(left)]
}

function largestPowerBelow(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}
