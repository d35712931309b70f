import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { hosts, type Surface, SurfaceDefinition } from '../../shared/domain/surface.ts'

/**
 * What this machine's file defines. `faults` are sentences for people. `stale` names the surfaces among `surfaces` that
 * the file does not define any more as it should: they stand as they were read last.
 *
 * Whoever breaks this file, perhaps in the middle of an incident, has not asked for the kill-switch to go away. So
 *  - a definition with a fault takes nothing with it but itself;
 *  - a surface that this process has read well before stays as it was then, is told to be stale, and can be rolled back
 *    by what was known to work. Nobody should deploy forward by it: the file says something else by now;
 *  - a file that is taken away takes its surfaces with it: that is done on purpose.
 * A process that begins with a broken file knows nothing older, and says what is wrong.
 */
export type MachineSurfaces = { surfaces: Surface[]; faults: string[]; stale: string[] }

type Known = { key: string; read: MachineSurfaces; good: ReadonlyMap<string, Surface> }

/** By file: what was read last, and which surfaces of it were well. */
const known = new Map<string, Known>()
const mostBytes = 1_000_000
const none: MachineSurfaces = { surfaces: [], faults: [], stale: [] }

/** Looks at the file each time, and makes something new of it only when it is another one than the last time. */
export function readMachineSurfaces(file: string): MachineSurfaces {
  const before = known.get(file)
  const looked = look(file)
  if (looked.kind === 'none') {
    known.delete(file)
    return none
  }
  if (looked.key === before?.key) return before.read
  const { defined, faults } = looked.kind === 'fault' ? unread(looked.why) : parse(looked.text)
  const now = standing(defined, before?.good ?? new Map<string, Surface>())
  const read = { ...now, faults: [...faults.map((fault) => `${file}: ${fault}`), ...now.stale.map(keptSentence)] }
  known.set(file, { key: looked.key, read, good: new Map(read.surfaces.map((surface) => [surface.id, surface])) })
  return read
}

const keptSentence = (id: string): string =>
  `The surface ${id} stands as it was read before, so that it can be rolled back; mend the file to deploy to it.`

type Looked =
  | { kind: 'none' }
  | { kind: 'fault'; key: string; why: string }
  | { kind: 'text'; key: string; text: string }

/** The very file that is looked at is the one that is read: it is opened once. */
function look(file: string): Looked {
  let handle: number | undefined
  try {
    // Something else than a file, a pipe say, is not waited for.
    handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = fstatSync(handle)
    const why = whyNotTrusted(stats, [dirname(file), dirname(realpathSync(file))])
    const key = [why ?? '', stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ')
    if (why !== undefined) return { kind: 'fault', key, why }
    return { kind: 'text', key, text: readFileSync(handle, 'utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'ENOENT') return { kind: 'none' }
    return { kind: 'fault', key: code, why: `it cannot be read (${code})` }
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

/** What it says is run. So only its owner may have written it, and nobody else may put another one in its place. */
function whyNotTrusted(file: Stats, folders: readonly string[]): string | undefined {
  if (!file.isFile()) return 'it is no file'
  if (file.size > mostBytes) return `it is larger than ${mostBytes} bytes`
  if (process.platform === 'win32') return undefined
  const mine = process.getuid?.()
  const isTrusted = ({ uid }: Stats) => uid === 0 || uid === mine
  if (!isTrusted(file)) return 'it belongs to somebody else, and it holds commands; make it yours (chown)'
  if (file.mode & 0o022) return 'others can write it, and it holds commands; make it private (chmod go-w)'
  for (const folder of folders.map((path) => statSync(path))) {
    if (!isTrusted(folder)) return 'its folder belongs to somebody else, who could put another file in its place'
    // In a folder with the sticky bit, like /tmp, others cannot replace what is not theirs.
    if (folder.mode & 0o022 && !(folder.mode & 0o1000))
      return 'others can write its folder, and could put another file in its place (chmod go-w)'
  }
  return undefined
}

/** Null of an id: it was meant to be there, and is not well. `all` false: nobody knows what was meant to be there. */
type Defined = { all: boolean; byId: ReadonlyMap<string, Surface | null> }
type Parsed = { defined: Defined; faults: string[] }

const unread = (why: string): Parsed => ({ defined: { all: false, byId: new Map() }, faults: [`${why}.`] })

function parse(text: string): Parsed {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return unread(`it is no JSON (${error instanceof Error ? error.message : String(error)})`)
  }
  const whole = z.strictObject({ surfaces: z.array(z.unknown()).max(500) }).safeParse(json)
  if (!whole.success) return unread(`expected {"surfaces": [...]}: ${sentenceOf(whole.error)}`)
  const byId = new Map<string, Surface | null>()
  const faults: string[] = []
  let all = true
  whole.data.surfaces.forEach((raw, n) => {
    const id = z.object({ id: z.string().max(200) }).safeParse(raw).data?.id
    const read = SurfaceDefinition.safeParse(raw)
    if (id !== undefined && byId.has(id)) {
      // Which of the two is meant, nobody can say: neither counts.
      if (!faults.includes(twice(id))) faults.push(twice(id))
      byId.set(id, null)
    } else if (id !== undefined) byId.set(id, read.data ?? null)
    if (!read.success)
      faults.push(`surface ${id === undefined ? `number ${n + 1}` : `"${id}"`}, ${faultOf(raw, read.error)}.`)
    all &&= id !== undefined
  })
  return { defined: { all, byId }, faults }
}

const twice = (id: string): string => `surface "${id}" is defined more than once; neither counts.`

function faultOf(raw: unknown, error: z.ZodError): string {
  const asked = z.object({ host: z.string() }).safeParse(raw).data?.host
  if (asked !== undefined && !hosts.some((host) => host === asked)) return `host: expected one of ${hosts.join(', ')}`
  return sentenceOf(error)
}

const sentenceOf = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')

/** What stands now: what is well, and of what was well before, whatever was not taken away on purpose. */
function standing(
  { all, byId }: Defined,
  good: ReadonlyMap<string, Surface>,
): { surfaces: Surface[]; stale: string[] } {
  const kept = [...good.values()].filter(({ id }) => (byId.has(id) ? byId.get(id) === null : !all))
  const well = [...byId.values()].filter((surface) => surface !== null)
  return { surfaces: [...well, ...kept], stale: kept.map(({ id }) => id) }
}
