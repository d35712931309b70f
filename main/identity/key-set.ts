import { type CryptoKey, createLocalJWKSet, errors, type JWK, type JWTHeaderParameters } from 'jose'
import { z } from 'zod'
import { isSoundRsaKey } from './rsa-key.ts'

/** The keys that an issuer publishes, as far as something may be believed because of them. */
export type KeySet = {
  /** `none` where no key fits the header, `several` where more than one does: guessing is for those who forge. */
  find(header: JWTHeaderParameters): Promise<CryptoKey | 'none' | 'several'>
  /** To see whether another set is the same. */
  text: string
}

const Published = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) })

/** Throws where this is no key set. Keys in it that nobody could rely on are left out, so that nothing fits them. */
export function openKeySet(published: unknown): KeySet {
  const keys: JWK[] = Published.parse(published).keys.filter(isTrustworthy)
  const choose = createLocalJWKSet({ keys })
  return {
    async find(header) {
      try {
        return await choose(header)
      } catch (error) {
        if (error instanceof errors.JWKSMultipleMatchingKeys) return 'several'
        // What the platform says of a point that is not on its curve, and the like.
        if (error instanceof errors.JOSEError || error instanceof DOMException || error instanceof TypeError)
          return 'none'
        throw error
      }
    },
    text: JSON.stringify(keys),
  }
}

/** A shared secret is no key of the issuer's alone. jose refuses a private key, which proves nothing once it is published. */
const isTrustworthy = (key: JWK): boolean =>
  key.kty === 'EC' || key.kty === 'OKP' || (key.kty === 'RSA' && isSoundRsaKey(key))
