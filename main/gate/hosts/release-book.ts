import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { replaceSecretFile } from '../../identity/secret-file.ts'
import { HostRefused } from '../host.ts'

/** Far more than anybody goes back to. */
const mostKept = 500

export type Book<T> = {
  /** Newest first. */
  read(): T[]
  /** Durable when it returns, and whole at any moment: a process that dies here leaves the old one or the new one. */
  write(releases: readonly T[]): void
}

/** What was released where the host itself keeps no record of it. */
export function openBook<T>(file: string, entry: z.ZodType<T>): Book<T> {
  const Whole = z.strictObject({ version: z.literal(1), releases: z.array(entry) })
  return {
    read() {
      const text = textOf(file)
      if (text === undefined) return []
      try {
        return Whole.parse(JSON.parse(text)).releases
      } catch {
        // To begin a new one in silence would be to forget what can be gone back to.
        throw new HostRefused(`The record of what was released, ${file}, cannot be read: mend it, or move it away.`)
      }
    },
    write(releases) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      replaceSecretFile(file, `${JSON.stringify({ version: 1, releases: releases.slice(0, mostKept) }, null, 1)}\n`)
    },
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** `20260429T143300Z`, in UTC. */
export const compactTime = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')

/** A name that nothing has yet: two things of one second are told apart by a number. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name
  for (let n = 2; ; n++) if (!isTaken(`${name}-${n}`)) return `${name}-${n}`
}
