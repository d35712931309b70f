import { type CryptoKey, compactVerify, errors, type JWTHeaderParameters } from 'jose'
import { z } from 'zod'

/** A JWS in its compact form, taken apart; nothing about it is believed yet. */
export type SignedToken = { text: string; header: JWTHeaderParameters; payload: Buffer }

const Header = z.looseObject({
  alg: z.string(),
  kid: z.string().max(1024).exactOptional(),
  typ: z.string().max(100).exactOptional(),
})

/** Undefined where it is none, or none that an issuer would write: one token has one spelling. */
export function parseSignedToken(text: string): SignedToken | undefined {
  const parts = text.split('.').map(decode)
  const [head, payload, signature] = parts
  if (parts.length !== 3 || !head || !payload || !signature) return undefined
  const header = Header.safeParse(parseJson(head))
  return header.success ? { text, header: header.data, payload } : undefined
}

/** The last letter of base64url may hold bits that nobody reads, so decoding alone would take several texts for one. */
function decode(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}

/** Undefined for what is no JSON. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(strictly.decode(bytes))
  } catch {
    return undefined
  }
}
const strictly = new TextDecoder('utf-8', { fatal: true })

/**
 * What speaks against this header; undefined if nothing does. Headers that bring or point to a key (`jwk`, `jku`, `x5c`,
 * `x5u`) are nothing that anybody looks at.
 */
export function objectionTo(
  { alg, typ, ...header }: JWTHeaderParameters,
  expected: { algorithms: readonly string[]; types: readonly string[] },
): string | undefined {
  if (!expected.algorithms.includes(alg))
    return `The token is not signed with an algorithm that is allowed for its issuer: ${expected.algorithms.join(', ')}.`
  if ('crit' in header || 'b64' in header) return 'The token demands extensions that are not understood here.'
  if (!expected.types.map(plainType).includes(typ === undefined ? 'none' : plainType(typ)))
    return 'The token is of another type than those that open this server.'
  return undefined
}

/** A media type without its `application/`, in which case does not count (RFC 7515, section 4.1.9). */
export const plainType = (type: string): string => type.toLowerCase().replace(/^application\//, '')

export async function isSignedWith(key: CryptoKey, { text, header }: SignedToken): Promise<boolean> {
  try {
    await compactVerify(text, key, { algorithms: [header.alg] })
    return true
  } catch (error) {
    // A TypeError says that the key is of another kind than the algorithm.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false
    throw error
  }
}
