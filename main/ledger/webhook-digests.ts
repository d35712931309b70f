import { createHash } from 'node:crypto'

/** What the ledger has of a webhook's address, which may hold a secret: nothing that can be guessed without the salt. */
export const urlDigest = ({ url, url_salt }: { url: string; url_salt: string }): string => sha256([url_salt, url])

/** Over the sealed secrets: enough to see that somebody changed them. */
export const secretsDigest = (sealed: {
  secret: string
  old_secret: string | null
  old_secret_until: string | null
}): string => sha256([sealed.secret, sealed.old_secret, sealed.old_secret_until])

const sha256 = (value: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex')
