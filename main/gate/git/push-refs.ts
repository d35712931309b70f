import { HostRefused, RemoteMoved, type Say } from '../host.ts'
import type { Environment } from '../program-environment.ts'
import type { Repository } from './open-repository.ts'
import { addressOf } from './place.ts'
import { remoteRefs } from './remote-refs.ts'
import { gitRefused, knownPlace, runGit, shownPlace } from './run-git.ts'

/** `expected` is what the remote must have under this name, null where it must not have it. */
type RefUpdate = { name: string; to: string; expected: string | null }
export type Push = { remote: string; updates: readonly RefUpdate[]; env?: Environment | undefined }

/**
 * All of the updates or none, and only while the remote is as it is expected to be: it compares and sets in one step.
 * RemoteMoved where it is not; then nothing was pushed.
 */
export async function pushRefs(
  { gitDir }: Pick<Repository, 'gitDir'>,
  { remote, updates, env }: Push,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const place = knownPlace(remote)
  const how = ['--porcelain', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no']
  const atomic = updates.length > 1 ? ['--atomic'] : []
  const leases = updates.map(({ name, expected }) => `--force-with-lease=${name}:${expected ?? ''}`)
  const refs = updates.map(({ name, to }) => `${to}:${name}`)
  const args = ['push', ...how, ...atomic, ...leases, '--', addressOf(place), ...refs]
  const stdout: Buffer[] = []
  const run = await runGit({ gitDir, args, place, env, signal, say, take: (chunk) => stdout.push(chunk) })
  const told = readPorcelain(Buffer.concat(stdout).toString())
  // What was there already came from somebody else, whatever it is: git does not compare it with what was expected.
  const wasThere = updates.filter(({ name, to, expected }) => to !== expected && told.get(name)?.flag === '=')
  if (run.code === 0 && wasThere.length === 0) return
  if (wasThere.length > 0 || [...told.values()].some(({ summary }) => summary.includes('(stale info)')))
    throw movedError(shownPlace(place))
  const now = await lookAgain({ remote, updates, env }, signal)
  const refused = [...told.values()].some(({ flag }) => flag === '!')
  if (!refused && now?.every((object, at) => object === updates[at]?.to))
    return say('The connection broke after the remote had taken all of it.')
  // Somebody may have been faster between git's own look and its push; then the remote's words differ from case to case.
  if (now?.some((object, at) => object !== updates[at]?.expected && object !== updates[at]?.to))
    throw movedError(shownPlace(place))
  throw gitRefused(`${shownPlace(place)} did not take it`, { code: run.code, last: whyLines(run.last, told) })
}

type Told = ReadonlyMap<string, { flag: string; summary: string }>

/** `<flag> TAB <from>:<to> TAB <summary> (<reason>)`, a line per name. */
function readPorcelain(stdout: string): Told {
  const told = new Map<string, { flag: string; summary: string }>()
  for (const line of stdout.split('\n')) {
    const [, flag, name, summary] = /^([ +\-*=!])\t[^\t]*:([^\t:]+)\t(.*)$/.exec(line) ?? []
    if (flag && name && summary !== undefined) told.set(name, { flag, summary })
  }
  return told
}

const movedError = (place: string) =>
  new RemoteMoved(`${place} is not where it was when this was previewed: nothing was pushed`)

/** What the remote has under these names now; undefined where it does not say. */
async function lookAgain({ remote, updates, env }: Push, signal: AbortSignal): Promise<(string | null)[] | undefined> {
  const names = updates.map(({ name }) => name)
  try {
    const refs = await remoteRefs(remote, names, { env }, signal)
    return names.map((name) => refs.get(name)?.object ?? null)
  } catch (error) {
    if (error instanceof HostRefused) return undefined
    throw error
  }
}

/** What the remote's own hooks said comes first among git's words; the reasons per name stand in the other stream. */
function whyLines(last: readonly string[], told: Told): string[] {
  const reasons = [...told.values()].flatMap(({ flag, summary }) => (flag === '!' ? [summary] : []))
  const errors = last.filter((line) => !line.startsWith('error: failed to push some refs') && !line.startsWith('To '))
  return [...errors.map((line) => line.replace(/^remote: /, '')), ...new Set(reasons)]
}
