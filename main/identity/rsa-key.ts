import type { JWK } from 'jose'

/**
 * Chips of one maker picked primes that are powers of 65537 modulo each small prime, and so is their product: such a
 * modulus can be factored (ROCA, CVE-2017-15361). By chance it would look like that once in 2^27 keys.
 */
const smallPrimes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]

const fewestBits = 2048

/** Whether nobody but its owner can sign with such a key. */
export function isSoundRsaKey({ n, e }: Pick<JWK, 'n' | 'e'>): boolean {
  const modulus = numberOf(n)
  const exponent = numberOf(e)
  const isWide = modulus.toString(2).length >= fewestBits
  return isWide && exponent >= 3n && exponent % 2n === 1n && !isPredictable(modulus)
}

const isPredictable = (modulus: bigint): boolean =>
  smallPrimes.every((prime) => powersOf(65_537 % prime, prime).has(Number(modulus % BigInt(prime))))

function powersOf(base: number, prime: number): Set<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * base) % prime) powers.add(power)
  return powers
}

const numberOf = (text: unknown): bigint =>
  typeof text === 'string' ? BigInt(`0x0${Buffer.from(text, 'base64url').toString('hex')}`) : 0n
