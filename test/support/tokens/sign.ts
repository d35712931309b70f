import { KeyObject, sign as rawSign } from 'node:crypto'
import type { CryptoKey } from 'jose'

export type SigningKey = { algorithm: string; privateKey: CryptoKey }

/** Signs whatever it is given: jose would not write what nobody should believe. */
export function sign({ algorithm, privateKey }: SigningKey, header: unknown, payload: unknown): string {
  const text = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(payload))}`
  const key = { key: KeyObject.from(privateKey), dsaEncoding: 'ieee-p1363' as const }
  const signature = rawSign(algorithm === 'EdDSA' ? null : 'sha256', Buffer.from(text), key)
  return `${text}.${signature.toString('base64url')}`
}

export const encode = (text: string): string => Buffer.from(text).toString('base64url')
