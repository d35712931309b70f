import { z } from 'zod'
import type { Release, Running } from '../../host.ts'
import { type Book, compactTime, freeName } from '../release-book.ts'
import { isEmpty, isSamePlace, type State, type StatePlace } from './state.ts'

/**
 * Terraform knows states and no commits. So what was applied is written down here, each with the state that it left: it is
 * believed to run only as long as the state is still that one.
 */
export const TerraformRelease = z.strictObject({
  id: z.string(),
  /** Null where somebody applied past this console: whatever that was, it has no commit that could be applied again. */
  sha: z.string().nullable(),
  at: z.string(),
  operator: z.string().nullable(),
  deploy_id: z.string().nullable(),
  /** Begun, and nobody has seen it end. Written down before anything is applied. */
  unfinished: z.boolean(),
  /** The state that it left. Null while it is unfinished, or where the state could not be read afterwards. */
  left: z.strictObject({ lineage: z.string(), serial: z.int(), digest: z.string() }).nullable(),
  /** The newest snapshot of that state: by this name it can be gone back to as well. */
  snapshot: z.string().nullable(),
})
export type TerraformRelease = z.output<typeof TerraformRelease>

export type Releases = Book<TerraformRelease>

/** What runs by the book, if the state bears it out. */
export function runningIn(book: Releases, state: StatePlace): TerraformRelease | null {
  const [top] = book.read()
  if (top === undefined || top.unfinished || top.left === null) return null
  return isSamePlace(top.left, state) ? top : null
}

/** What can be said of what runs. What nobody here has applied goes by its state, and begun and not seen to end is neither. */
export function runningNow(book: Releases, state: State): Running {
  const [top] = book.read()
  const vouched = runningIn(book, state)
  if (vouched?.sha != null) return { sha: vouched.sha, release: vouched.id, since: vouched.at }
  if (top?.unfinished && (top.left === null || isSamePlace(top.left, state)))
    return { sha: null, release: top.id, since: top.at }
  return { sha: null, release: isEmpty(state) ? null : strayName(state), since: null }
}

const strayName = ({ serial }: StatePlace): string => `state-${serial}`

/**
 * What runs, and then only what can be gone back to: no half of a release, and nothing of which no commit is known. `state`
 * is null where it cannot be read now.
 */
export function listReleases(book: Releases, state: State | null): Release[] {
  const all = book.read()
  const able = all.filter(({ sha, unfinished }) => sha !== null && !unfinished)
  const top = all.slice(0, 1).filter(({ unfinished }) => unfinished)
  if (state === null) return [...top, ...able].map(asRelease)
  const { release } = runningNow(book, state)
  if (release === null || able.some(({ id }) => id === release)) return able.map(asRelease)
  const label = `state ${state.serial}, applied past this console`
  const stray = { id: release, sha: null, at: null, label }
  return [all.filter(({ id }) => id === release).map(asRelease)[0] ?? stray, ...able.map(asRelease)]
}

export const findRelease = (book: Releases, name: string): TerraformRelease | undefined => {
  const all = book.read()
  return all.find(({ id }) => id === name) ?? all.find(({ snapshot }) => snapshot === name)
}

/** Puts it on top. Its name is a time, which no other release has. */
export function addRelease(book: Releases, at: number, release: Omit<TerraformRelease, 'id' | 'at'>): TerraformRelease {
  const all = book.read()
  const id = freeName(compactTime(at), (name) => all.some((each) => each.id === name))
  const added = { id, at: new Date(at).toISOString(), ...release }
  book.write([added, ...all])
  return added
}

export function changeRelease(book: Releases, id: string, change: Partial<Omit<TerraformRelease, 'id'>>): void {
  book.write(book.read().map((each) => (each.id === id ? { ...each, ...change } : each)))
}

export const dropRelease = (book: Releases, id: string): void =>
  book.write(book.read().filter((each) => each.id !== id))

const asRelease = ({ id, sha, at, operator, unfinished, left, snapshot }: TerraformRelease): Release => ({
  id,
  // Half of it cannot be gone back to.
  sha: unfinished ? null : sha,
  at,
  label: [
    ...(unfinished ? [left === null ? 'begun, and not seen to end' : 'applied in part'] : []),
    ...(left === null ? (unfinished ? [] : ['its state is not known']) : [`state ${left.serial}`]),
    ...(snapshot === null ? [] : [`snapshot ${snapshot}`]),
    ...(operator === null ? [] : [`by ${operator}`]),
  ].join(', '),
})
