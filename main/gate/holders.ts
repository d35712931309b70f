import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { GateSetting } from './setting.ts'
import { startedAt } from './started-at.ts'

type Own = Pick<GateSetting, 'dir' | 'id'>
const Holder = z.strictObject({ pid: z.int().positive(), started: z.string().min(1) })
const keptMs = 30 * 24 * 60 * 60_000

const folderOf = (dir: string): string => join(dir, '.holders')

/** Says on this machine which process it is that carries deploys out under this name. Hands back what takes that back. */
export function noteHolder({ dir, id }: Own): () => void {
  const folder = folderOf(dir)
  const started = startedAt(process.pid)
  if (started === null) return () => {}
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  forgetOld(folder)
  const file = join(folder, id)
  writeFileSync(file, JSON.stringify({ pid: process.pid, started }), { mode: 0o600 })
  return () => rmSync(file, { force: true })
}

/** `elsewhere`: of another machine, or of a process that has ended as it should. */
export function holderState(dir: string, lease: string | null): 'lives' | 'gone' | 'elsewhere' {
  // It comes from a row: nothing but a plain name leads to a file.
  if (lease === null || !/^[A-Za-z0-9-]{1,64}$/.test(lease)) return 'elsewhere'
  try {
    const { pid, started } = Holder.parse(JSON.parse(readFileSync(join(folderOf(dir), lease), 'utf8')))
    return startedAt(pid) === started ? 'lives' : 'gone'
  } catch {
    return 'elsewhere'
  }
}

/** Of processes that were killed long ago: nothing that they carried out is under way any more. */
function forgetOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    try {
      if (Date.now() - statSync(file).mtimeMs > keptMs && holderState(join(folder, '..'), name) === 'gone')
        rmSync(file, { force: true })
    } catch {
      // Somebody else has taken it away.
    }
  }
}
