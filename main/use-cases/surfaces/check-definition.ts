import { isIP } from 'node:net'
import { isAbsolute } from 'node:path'
import type { ZodError } from 'zod'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import {
  commandHosts,
  type HostKind,
  runsCommands,
  type Surface,
  SurfaceDefinition,
} from '../../../shared/domain/surface.ts'
import { placeOf } from '../../gate/git/place.ts'
import { addressFault, hostOf } from '../webhooks/targets.ts'
import { isOfFolders } from './local-folders.ts'
import { secretOriginsOf } from './secret-origins.ts'

/** `noFolders`: why folders of this machine may not be named. `own`: it is of the workspace that this machine has for its own. */
type Setting = { noFolders: string | undefined; ownEnvironment: boolean; own: boolean }
type Issue = { path: string[]; message: string }

/** Whether a surface may be defined so through the API: what runs commands may not, and no address leads where clouds keep credentials. */
export function checkDefinition(
  id: string,
  given: { [name: string]: unknown; host: HostKind },
  setting: Setting,
): Result<Surface> {
  const smoke = given.smoke
  const asksCommands = typeof smoke === 'object' && smoke !== null && 'kind' in smoke && smoke.kind === 'commands'
  if (commandHosts.has(given.host) || asksCommands) return onMachineOnly(id, `${id} runs commands`)
  const parsed = SurfaceDefinition.safeParse({ ...given, id })
  if (!parsed.success) return invalid(issuesOf(parsed.error))
  const surface = parsed.data
  if (runsCommands(surface)) return onMachineOnly(id, `${id} runs commands`)
  if (setting.noFolders !== undefined && isOfFolders(surface))
    return refuse('defined_on_machine_only', setting.noFolders, { surface: id })
  const issues = [...placeIssues(surface), ...urlIssues(surface), ...secretIssues(surface, setting)]
  return issues.length === 0 ? ok(surface) : invalid(issues)
}

export const onMachineOnly = (id: string, what: string): Result<never> =>
  refuse(
    'defined_on_machine_only',
    `This can be defined only in a file on the machine that carries it out: ${what}. Commands are code.`,
    { surface: id },
  )

const invalid = (issues: Issue[]): Result<never> =>
  refuse('invalid_input', 'The surface cannot be defined so.', { issues })

const issuesOf = ({ issues }: ZodError): Issue[] =>
  issues.slice(0, 20).map(({ path, message }) => ({ path: path.map(String), message }))

/** Where git is asked. */
function placeIssues({ repository, remote }: Surface): Issue[] {
  return Object.entries({ repository, remote }).flatMap(([field, text]) => {
    const why = text === null ? undefined : placeFault(text)
    return why === undefined ? [] : [{ path: [field], message: why }]
  })
}

function placeFault(text: string): string | undefined {
  const place = placeOf(text)
  if (place === undefined) return expected
  if (place.kind === 'folder') return isAbsolute(text) || /^file:/i.test(text) ? undefined : 'expected an absolute path'
  if (place.protocol !== 'https' && place.protocol !== 'ssh') return expected
  const url = URL.parse(place.address)
  if (url === null) return undefined
  if (url.password !== '') return 'expected no password in it'
  return neverAsked(url)
}

const expected = 'expected https://…, ssh://… or name@host:path'

function urlIssues(surface: Surface): Issue[] {
  const { health, paths } = surface
  const base = 'api_base' in surface.settings ? surface.settings.api_base : undefined
  const urls: [path: string[], url: string | null | undefined][] = [
    [['health', 'url'], health.url],
    [['settings', 'api_base'], base],
    [['paths', 'ci', 'api_base'], paths.ci?.api_base],
  ]
  return urls.flatMap(([path, text]) => {
    const url = text == null ? null : URL.parse(text)
    const message = url === null ? undefined : neverAsked(url)
    return message === undefined ? [] : [{ path, message }]
  })
}

/**
 * A secret that is not in the store is looked for in the environment of this program, where the secrets of others are too.
 * So whoever may define surfaces on a server names only what is meant for it, and sends it nowhere else.
 */
function secretIssues(surface: Surface, { ownEnvironment, own }: Setting): Issue[] {
  const asked = askedWith(surface)
  if (ownEnvironment || asked === undefined) return []
  const { field, usual, name } = asked
  const isSentAsUsual = [...secretOriginsOf(surface)].every((origin) => usualOrigins.has(origin))
  if (/^SURFACE_[A-Z0-9_]+$/.test(name) || (own && name === usual && isSentAsUsual)) return []
  const message = own
    ? `expected ${usual}, at the usual address, or a name that begins with SURFACE_`
    : 'expected a name that begins with SURFACE_'
  return [{ path: ['settings', field], message }]
}
function askedWith({ host, settings }: Surface) {
  if (host === 'heroku') return { field: 'api_key', usual: 'HEROKU_API_KEY', name: settings.api_key }
  if (host === 'cloudflare-pages')
    return { field: 'api_token', usual: 'CLOUDFLARE_API_TOKEN', name: settings.api_token }
  return undefined
}
const usualOrigins: ReadonlySet<string> = new Set([
  'https://api.heroku.com',
  'https://git.heroku.com',
  'https://api.cloudflare.com',
])

/** Services live in private networks; where clouds hand out their machines' credentials nobody is asked. */
function neverAsked(url: URL): string | undefined {
  const host = hostOf(url)
  const fault = isIP(host) === 0 ? undefined : addressFault(host, 'https:', { privateNetworks: true })
  return fault && `expected another address: ${fault}`
}
