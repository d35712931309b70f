import type { Surface } from '../../deploys-api.ts'
import { ApiProblem } from '../../problem.ts'

/** Those that can be defined here: what runs commands comes only from a file on the machine that runs them. */
export const editableHosts = ['heroku', 'cloudflare-pages', 'local'] as const
export type EditableHost = (typeof editableHosts)[number]

/** What stands in the fields, as it was typed, by the path that it has in the definition: only the server says what is wrong. */
export type SurfaceForm = {
  host: EditableHost
  byHand: boolean
  byForge: boolean
  texts: Readonly<Record<string, string>>
}

export type FieldOf = { path: string; label: string; help?: string; kind?: 'number' | 'mono' | 'list'; wide?: true }

export const commonFields: readonly FieldOf[] = [
  { path: 'name', label: 'Name: what people call it' },
  { path: 'app', label: 'What its host calls it', kind: 'mono' },
  { path: 'repository', label: 'Repository: an address that git can fetch', kind: 'mono', wide: true },
  { path: 'ref', label: 'Branch or tag that is deployed', kind: 'mono' },
  { path: 'phrase', label: 'What has to be typed (empty: made from its id)', kind: 'mono' },
]
export const handFields: readonly FieldOf[] = [
  { path: 'remote', label: 'Pushed to (empty: as the host has it)', kind: 'mono', wide: true },
]
export const forgeFields: readonly FieldOf[] = [
  { path: 'paths.ci.repository', label: 'Repository at GitHub, owner/name', kind: 'mono' },
  { path: 'paths.ci.workflow', label: 'Workflow', kind: 'mono' },
  { path: 'paths.ci.environment', label: 'Environment whose reviewers approve', kind: 'mono' },
  { path: 'paths.ci.api_base', label: 'API of GitHub, for Enterprise', kind: 'mono' },
]
export const healthFields: readonly FieldOf[] = [
  { path: 'health.url', label: 'Address that answers 200 when it is well', kind: 'mono', wide: true },
  { path: 'health.attempts', label: 'Attempts', kind: 'number' },
  { path: 'health.interval_seconds', label: 'Seconds between them', kind: 'number' },
  { path: 'health.timeout_seconds', label: 'Seconds for each', kind: 'number' },
  { path: 'watch.minutes', label: 'Minutes that it is looked after', kind: 'number' },
  { path: 'watch.every_seconds', label: 'Seconds between looks', kind: 'number' },
  { path: 'watch.failures', label: 'Failures in a row that raise an alert', kind: 'number' },
]
export const toldFields: readonly FieldOf[] = [
  { path: 'notify', label: 'Connectors that are told, with commas between', kind: 'list' },
  { path: 'static_paths', label: 'Static paths, with commas between', kind: 'list' },
]
export const hostFields: Readonly<Record<EditableHost, readonly FieldOf[]>> = {
  heroku: [
    { path: 'settings.api_key', label: 'Name of the secret that is the API key', kind: 'mono' },
    { path: 'settings.api_base', label: 'Platform API', kind: 'mono' },
  ],
  'cloudflare-pages': [
    { path: 'settings.account_id', label: 'Account id', kind: 'mono' },
    { path: 'settings.project', label: 'Project', kind: 'mono' },
    { path: 'settings.api_token', label: 'Name of the secret that is the API token', kind: 'mono' },
    { path: 'settings.api_base', label: 'API', kind: 'mono' },
  ],
  local: [{ path: 'settings.branch', label: 'Branch whose push starts the service', kind: 'mono' }],
}

const usual: Readonly<Record<string, string>> = {
  environment: 'production',
  smoke: 'none',
  ref: 'main',
  'paths.ci.workflow': 'deploy.yml',
  'paths.ci.environment': 'production',
  'paths.ci.api_base': 'https://api.github.com',
  'health.attempts': '5',
  'health.interval_seconds': '10',
  'health.timeout_seconds': '5',
  'watch.minutes': '10',
  'watch.every_seconds': '15',
  'watch.failures': '2',
}
const usualOfHost: Readonly<Record<EditableHost, Readonly<Record<string, string>>>> = {
  heroku: { 'settings.api_key': 'HEROKU_API_KEY', 'settings.api_base': 'https://api.heroku.com' },
  'cloudflare-pages': {
    'settings.api_token': 'CLOUDFLARE_API_TOKEN',
    'settings.api_base': 'https://api.cloudflare.com/client/v4',
  },
  local: { 'settings.branch': 'main' },
}

export const emptyForm: SurfaceForm = {
  host: 'heroku',
  byHand: true,
  byForge: false,
  texts: { ...usual, ...usualOfHost.heroku },
}

/** What belonged to another host is forgotten; what all of them have stays. */
export function withHost(form: SurfaceForm, host: EditableHost): SurfaceForm {
  const kept = Object.entries(form.texts).filter(([path]) => !path.startsWith('settings.'))
  return { ...form, host, texts: { ...Object.fromEntries(kept), ...usualOfHost[host] } }
}

export function formOf(surface: Surface): SurfaceForm {
  const host = editableHosts.find((each) => each === surface.host) ?? 'heroku'
  const { id, name, environment, app, repository, ref, remote, phrase, paths, health, watch, smoke, settings } = surface
  const flat = (under: string, values: object): [string, string][] =>
    Object.entries(values).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' || typeof value === 'number' ? [[`${under}.${key}`, String(value)]] : [],
    )
  return {
    host,
    byHand: paths.local !== undefined,
    byForge: paths.ci !== undefined,
    texts: {
      ...usual,
      ...{ id, name, environment, app, repository, ref, phrase, remote: remote ?? '', smoke: smoke.kind },
      notify: surface.notify.join(', '),
      static_paths: surface.static_paths.join(', '),
      ...Object.fromEntries([
        ...flat('paths.ci', paths.ci ?? {}),
        ...flat('health', health),
        ...flat('watch', watch),
        ...flat('settings', settings),
      ]),
    },
  }
}

/** The fields that are shown, and so are sent. */
const fieldsOf = ({ host, byHand, byForge }: SurfaceForm): readonly FieldOf[] => [
  ...commonFields,
  ...(byHand ? handFields : []),
  ...(byForge ? forgeFields : []),
  ...healthFields,
  ...toldFields,
  ...hostFields[host],
]

type Body = { [name: string]: unknown; host: EditableHost }

/** The definition that the fields make; what is left empty is as the server has it. */
export function bodyOf(form: SurfaceForm): Body {
  const { host, byHand, byForge, texts } = form
  const paths = { ...(byHand ? { local: {} } : {}), ...(byForge ? { ci: {} } : {}) }
  const body: Body = { host, environment: texts.environment, smoke: { kind: texts.smoke ?? 'none' }, paths }
  for (const { path, kind } of fieldsOf(form)) {
    const text = (texts[path] ?? '').trim()
    if (text !== '') put(body, path.split('.'), readText(text, kind))
  }
  return body
}

function readText(text: string, kind: FieldOf['kind']): unknown {
  if (kind === 'list')
    return text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
  // What is no number goes on as it is, so that the server says so where it stands.
  return kind === 'number' && Number.isFinite(Number(text)) ? Number(text) : text
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function put(into: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[first] = value
    return
  }
  const within = into[first]
  const next = isRecord(within) ? within : {}
  into[first] = next
  put(next, rest, value)
}

export type Placed = { fields: Readonly<Record<string, string>>; other: readonly string[] }

/** What the server says is wrong, beside what it is about; the rest in one place. */
export function placeIssues(error: unknown, form: SurfaceForm): Placed {
  if (!(error instanceof ApiProblem) || !Array.isArray(error.fields.issues)) return { fields: {}, other: [] }
  const known = new Set([...fieldsOf(form).map(({ path }) => path), 'id', 'environment', 'smoke', 'paths'])
  const fields: Record<string, string> = {}
  const other: string[] = []
  for (const issue of error.fields.issues as unknown[]) {
    if (!isRecord(issue) || !Array.isArray(issue.path) || typeof issue.message !== 'string') continue
    const names = issue.path.map(String)
    // Of a list it is the third name in it that is wrong: the field is the list's.
    const at = names.map((_, place) => names.slice(0, names.length - place).join('.')).find((path) => known.has(path))
    if (at === undefined) other.push(names.length === 0 ? issue.message : `${names.join('.')}: ${issue.message}`)
    else fields[at] ??= issue.message
  }
  return { fields, other }
}
