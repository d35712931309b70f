import { z } from 'zod'
import type { Release } from '../../host.ts'
import { type Book, compactTime, freeName } from '../release-book.ts'

/** Steps of the operator's own keep no record that anybody could ask for, so it is kept here. */
export const CommandRelease = z.strictObject({
  id: z.string(),
  sha: z.string(),
  at: z.string(),
  operator: z.string(),
  deploy_id: z.string(),
  /** Its steps were all seen to end well. Written down before the first one, so that a process that dies leaves a trace. */
  finished: z.boolean(),
})
export type CommandRelease = z.output<typeof CommandRelease>
export type CommandReleases = Book<CommandRelease>

export function addRelease(
  book: CommandReleases,
  now: number,
  release: Omit<CommandRelease, 'id' | 'at' | 'finished'>,
): CommandRelease {
  const all = book.read()
  const id = freeName(compactTime(now), (name) => all.some((each) => each.id === name))
  const added = { id, at: new Date(now).toISOString(), finished: false, ...release }
  book.write([added, ...all])
  return added
}

export const finishRelease = (book: CommandReleases, id: string): void =>
  book.write(book.read().map((each) => (each.id === id ? { ...each, finished: true } : each)))

/** What runs, by what the operator's own step says of it: the newest release of that commit. */
export const runningIn = (book: CommandReleases, sha: string): CommandRelease | undefined =>
  book.read().find((each) => each.sha === sha)

/**
 * Newest first. What was begun and not seen to end counts when it is what runs; what runs and is in no record was put there
 * past this console, and goes by its commit.
 */
export function listReleases(book: CommandReleases, running: string | null): Release[] {
  const known = book.read()
  const listed = known.filter(({ finished, sha }) => finished || sha === running)
  const isKnown = running === null || known.some(({ sha }) => sha === running)
  const stray = isKnown ? [] : [{ id: running, sha: running, at: null, label: 'deployed past this console' }]
  return [
    ...stray,
    ...listed.map(({ id, sha, at, operator, finished }) => ({
      ...{ id, sha, at },
      label: `${sha.slice(0, 12)} by ${operator}${finished ? '' : ', not seen to end'}`,
    })),
  ]
}
