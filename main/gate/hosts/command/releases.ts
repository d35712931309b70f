import { z } from 'zod'
import type { Release } from '../../host.ts'
import { type Book, compactTime, freeName } from '../release-book.ts'

/** Steps of the operator's own keep no record that anybody could ask for, so it is kept here. */
export const CommandRelease = z.strictObject({
  id: z.string(),
  sha: z.string(),
  /** Null of what was found running: since when, by whom and by which deploy nobody here knows. */
  at: z.string().nullable(),
  operator: z.string().nullable(),
  deploy_id: z.string().nullable(),
  /** Its steps were all seen to end well. Written down before the first one, so that a process that dies leaves a trace. */
  finished: z.boolean(),
})
export type CommandRelease = z.output<typeof CommandRelease>
export type CommandReleases = Book<CommandRelease>

/** `replaced`: what runs until then. Where that is not what was released last, it is written down too, to come back to. */
export function addRelease(
  book: CommandReleases,
  now: number,
  release: Omit<CommandRelease, 'id' | 'at' | 'finished'>,
  replaced: string | null = null,
): CommandRelease {
  const known = book.read()
  const all = replaced === null ? known : withFound(known, replaced)
  const id = freeName(compactTime(now), (name) => all.some((each) => each.id === name))
  const added = { id, at: new Date(now).toISOString(), finished: false, ...release }
  book.write([added, ...all])
  return added
}

/** It keeps the name that it is listed by until then: its commit. */
function withFound(known: readonly CommandRelease[], sha: string): readonly CommandRelease[] {
  const last = known.find((each) => each.finished || each.sha === sha)
  if (last?.sha === sha) return known
  const id = freeName(sha, (name) => known.some((each) => each.id === name))
  return [{ id, sha, at: null, operator: null, deploy_id: null, finished: true }, ...known]
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
      label: `${sha.slice(0, 12)}${operator === null ? ', found running' : ` by ${operator}`}${finished ? '' : ', not seen to end'}`,
    })),
  ]
}
