import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Measurement } from './measure.ts'

const assets = 'out/renderer/assets'

/** For information: the budget is .size-limit.json's, and fails the checks. */
export const measureBundle: Measurement = async () => {
  const files = readdirSync(assets).map((name) => ({ kind: extname(name), bytes: readFileSync(join(assets, name)) }))
  return ['.js', '.css'].map((kind) => {
    const contents = files.filter((file) => file.kind === kind).map((file) => file.bytes)
    const raw = sum(contents.map((bytes) => bytes.length))
    const brotli = sum(contents.map((bytes) => brotliCompressSync(bytes).length))
    return {
      name: `renderer, all ${kind.slice(1)}`,
      ours: `${(brotli / 1_000).toFixed(1)} kB brotli`,
      limit: '',
      notes: [`${contents.length} files, ${(raw / 1_000).toFixed(1)} kB uncompressed; the budget is size-limit's`],
      numbers: { brotli, raw, files: contents.length },
    }
  })
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
