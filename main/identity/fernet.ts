import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Fernet tokens (https://github.com/fernet/spec) under keys derived by HKDF-SHA256. Any Fernet implementation that is
 * given the derived key opens them.
 */
const version = 0x80

export function fernetSeal(key: Uint8Array, plaintext: Uint8Array, now: number, iv = randomBytes(16)): string {
  const [signing, encryption] = halves(key)
  const cipher = createCipheriv('aes-128-cbc', encryption, iv)
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(Math.floor(now / 1000)))
  const signed = Buffer.concat([Buffer.of(version), time, iv, cipher.update(plaintext), cipher.final()])
  const mac = createHmac('sha256', signing).update(signed).digest()
  const token = Buffer.concat([signed, mac]).toString('base64url')
  return token + '='.repeat((4 - (token.length % 4)) % 4)
}

/** Undefined when the token was not sealed under this key, or was changed since. */
export function fernetOpen(key: Uint8Array, token: string): Buffer | undefined {
  const [signing, encryption] = halves(key)
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length < 73 || bytes[0] !== version || (bytes.length - 57) % 16 !== 0) return undefined
  const signed = bytes.subarray(0, -32)
  const mac = createHmac('sha256', signing).update(signed).digest()
  if (!timingSafeEqual(mac, bytes.subarray(-32))) return undefined
  const decipher = createDecipheriv('aes-128-cbc', encryption, signed.subarray(9, 25))
  try {
    return Buffer.concat([decipher.update(signed.subarray(25)), decipher.final()])
  } catch {
    return undefined
  }
}

/** A key for one purpose alone. The info binds what it is for, so that a ciphertext moved elsewhere does not open. */
export const deriveKey = (master: Uint8Array, info: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', master, new Uint8Array(), info, 32))

function halves(key: Uint8Array): [signing: Uint8Array, encryption: Uint8Array] {
  if (key.length !== 32) throw new Error('a Fernet key has 32 bytes')
  return [key.subarray(0, 16), key.subarray(16)]
}
