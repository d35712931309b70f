import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

export const largestRequest = { packed: 4 * 1024 * 1024, unpacked: 8 * 1024 * 1024 } as const

type Unpacked = { ok: true; bytes: Uint8Array } | { ok: false; why: 'too large' | 'not gzip' }

const unzip = promisify(gunzip)

/** No further than a request may reach: what unpacks to more is refused when it gets there, not when it is done. */
export async function unpackGzip(packed: Uint8Array): Promise<Unpacked> {
  try {
    return { ok: true, bytes: await unzip(packed, { maxOutputLength: largestRequest.unpacked }) }
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    return { ok: false, why: isLarge ? 'too large' : 'not gzip' }
  }
}
