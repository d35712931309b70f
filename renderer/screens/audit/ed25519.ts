import type { VerifyEd25519 } from '../../../shared/domain/note.ts'

/** The page has no way to check a signature here; that is neither a good nor a bad one. */
export class SignatureUncheckable extends Error {}

/** Ed25519 by WebCrypto, which browsers offer to secure contexts alone. */
export const verifyByWebCrypto: VerifyEd25519 = async (publicKey, message, signature) => {
  const subtle = globalThis.crypto?.subtle
  if (subtle === undefined) {
    throw new SignatureUncheckable(
      'This page was not loaded over a secure connection, so the browser offers no cryptography.',
    )
  }
  const key = await subtle.importKey('raw', Uint8Array.from(publicKey), 'Ed25519', false, ['verify']).catch(unusable)
  return key !== undefined && subtle.verify('Ed25519', key, Uint8Array.from(signature), Uint8Array.from(message))
}

function unusable(cause: unknown): undefined {
  if (cause instanceof DOMException && cause.name === 'NotSupportedError') {
    throw new SignatureUncheckable('This browser does not know Ed25519 signatures.')
  }
}
