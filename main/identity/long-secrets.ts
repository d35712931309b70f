import type { Keychain } from './keychain.ts'

type Store = Pick<Keychain, 'get' | 'set' | 'delete'>

/** Windows takes 2,560 bytes for one secret (CRED_MAX_CREDENTIAL_BLOB_SIZE), and a sign-in's tokens are longer. */
export const windowsLimit = 2_560

const header = /^in-pieces:(\d+)-(\d+)$/

/**
 * Secrets of any length in a keychain that takes short ones. A long one lies in pieces beside its account, which says how
 * many there are; new pieces are all there before it says so, and the old ones go after that.
 */
export function withLongSecrets(store: Store, limit: number): Store {
  const headerOf = (text: string | undefined) => {
    const [, series, count] = header.exec(text ?? '') ?? []
    return series === undefined ? null : { series: Number(series), count: Number(count) }
  }
  const namesOf = (account: string, pieces: { series: number; count: number } | null): string[] =>
    pieces === null ? [] : Array.from({ length: pieces.count }, (_, at) => `${account}#${pieces.series}-${at}`)
  const piecesAt = async (account: string) => headerOf(await store.get(account))
  const clear = async (names: readonly string[]) => {
    for (const name of names) await store.delete(name)
  }

  return {
    async get(account) {
      const text = await store.get(account)
      const pieces = headerOf(text)
      if (pieces === null) return text
      const parts: Buffer[] = []
      for (const name of namesOf(account, pieces)) parts.push(Buffer.from((await store.get(name)) ?? '', 'base64'))
      return Buffer.concat(parts).toString()
    },
    async set(account, secret) {
      const before = await piecesAt(account)
      const bytes = Buffer.from(secret)
      if (bytes.length <= limit) await store.set(account, secret)
      else {
        // In base64, because a letter of several bytes must not be cut.
        const size = Math.floor(limit / 4) * 3
        const pieces = { series: (before?.series ?? 0) + 1, count: Math.ceil(bytes.length / size) }
        for (const [at, name] of namesOf(account, pieces).entries())
          await store.set(name, bytes.subarray(at * size, (at + 1) * size).toString('base64'))
        await store.set(account, `in-pieces:${pieces.series}-${pieces.count}`)
      }
      await clear(namesOf(account, before))
    },
    async delete(account) {
      const before = await piecesAt(account)
      await store.delete(account)
      await clear(namesOf(account, before))
    },
  }
}
