import { devNull, tmpdir } from 'node:os'
import { withoutSecrets } from '../../redact.ts'
import { HostRefused, type Say } from '../host.ts'
import type { Environment } from '../program-environment.ts'
import { type ProgramRun, runProgram } from '../run-program.ts'
import { addressOf, type Place, placeOf } from './place.ts'

export type GitRun = {
  /** A repository of our own, or none. Never somebody else's: what its configuration names would run here. */
  gitDir: string | null
  args: readonly string[]
  /** The repository that is talked to, if one is. */
  place?: Place
  env?: Environment | undefined
  signal: AbortSignal
  say?: Say | undefined
  take?: ((chunk: Buffer) => void) | undefined
  stdin?: string | Buffer
  maxOutput?: number
}

/** Nothing runs but git itself: no hook, no monitor, no pager, no transport that is a command. */
const always = {
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'core.filesRefLockTimeout': '10000',
  'core.packedRefsTimeout': '10000',
  'protocol.allow': 'never',
  'protocol.ext.allow': 'never',
  'submodule.recurse': 'false',
  'gc.autoDetach': 'false',
  // What a deploy needs may be reachable from nothing by the time that it is pushed.
  'gc.pruneExpire': 'never',
  'maintenance.autoDetach': 'false',
}

/** One language, no replaced objects, no lock that is only for speed. */
const ours: Environment = { LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_NO_REPLACE_OBJECTS: '1', GIT_ATTR_NOSYSTEM: '1' }
/** Who only reads what is here needs no settings of a person or a machine, and none of them can change what is shown. */
const unconfigured: Environment = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' }

export function runGit({ gitDir, args, place, env = {}, ...rest }: GitRun): Promise<ProgramRun> {
  const settings = { ...always, ...(place && { [`protocol.${protocolOf(place)}.allow`]: 'always' }) }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return runProgram({
    program: 'git',
    args: ['--no-pager', ...options, ...args],
    // Without a repository of ours git would look for one from here upwards, and read its configuration.
    cwd: gitDir ?? tmpdir(),
    env: { ...ours, ...(place ? {} : unconfigured), ...env, GIT_DIR: gitDir ?? devNull },
    ...rest,
  })
}

const protocolOf = (place: Place): string => (place.kind === 'folder' ? 'file' : place.protocol)

export function knownPlace(text: string): Place {
  const place = placeOf(text)
  if (place === undefined)
    throw new HostRefused(`${withoutSecrets(text)} is no path and no address that git is asked at`)
  return place
}

/** In git's own last words. */
export function gitRefused(what: string, { code, last }: Pick<ProgramRun, 'code' | 'last'>): HostRefused {
  const said = last.slice(-5).join(' ').replaceAll(/\s+/g, ' ')
  return new HostRefused(withoutSecrets(`${what}: ${said === '' ? `git ended with ${code}` : said}`))
}

export const shownPlace = (place: Place): string => withoutSecrets(addressOf(place))
