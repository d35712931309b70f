import { z } from 'zod'

/** What can be deployed: a host, and one or both ways to it. Its definition; what goes on at it is its standing. */
export const hosts = ['heroku', 'cloudflare-pages', 'terraform', 'command', 'local'] as const
export type HostKind = (typeof hosts)[number]

/** They run commands, so they come only from a file on the machine that runs them. */
export const commandHosts: ReadonlySet<HostKind> = new Set(['terraform', 'command'])

export const surfaceEnvironments = ['production', 'staging', 'development'] as const
export type SurfaceEnvironment = (typeof surfaceEnvironments)[number]

export const surfaceId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'expected small letters, digits and -')

/** A program with its arguments: no shell reads it. */
const argv = z.array(z.string().min(1).max(2000)).min(1).max(100)
const httpUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((url) => new URL(url).username === '' && new URL(url).password === '', 'expected no credentials in it')
const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected one word')
/** Wherever this program happens to be started, it is the same place: `scheme://…`, `host:path`, or from the root. */
function isWhole(place: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place) || /^[^/:\\]+:/.test(place) || /^[/\\]/.test(place)
}

/** A definition stands in the ledger for good. By ssh, whom one asks as is a name and nothing secret. */
function holdsCredentials(place: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(place)?.[1]?.toLowerCase()
  if (scheme === undefined) return /^[^/@]*:[^/@]*@/.test(place)
  const before = /^[^/?#]*@/.exec(place.slice(scheme.length + 3))?.[0]
  return before !== undefined && (scheme !== 'ssh' && scheme !== 'git+ssh' ? true : before.includes(':'))
}

/** Not an option of git's, and none of the transports that run commands. */
const gitPlace = z
  .string()
  .min(1)
  .max(1000)
  .refine((place) => !place.startsWith('-') && !/^[a-z]+::/i.test(place), 'expected a path or an address')
  .refine((place) => !/\p{Cc}/u.test(place), 'expected no control characters')
  .refine(isWhole, 'expected an absolute path, or an address')
  .refine((place) => !holdsCredentials(place), 'expected no credentials in it')
const gitRef = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/, 'expected the name of a branch or tag')
  .refine(
    (ref) => !ref.includes('..') && !ref.endsWith('/') && !ref.endsWith('.lock'),
    'expected a name that git takes',
  )

const CiPath = z.strictObject({
  forge: z.literal('github').default('github'),
  /** `owner/name` at the forge. */
  repository: z.string().regex(/^[A-Za-z0-9_.-]{1,100}\/[A-Za-z0-9_.-]{1,100}$/, 'expected owner/name'),
  workflow: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,200}$/)
    .default('deploy.yml'),
  /** The forge's environment whose reviewers approve. */
  environment: z.string().min(1).max(100).default('production'),
  /** For GitHub Enterprise. */
  api_base: httpUrl.default('https://api.github.com'),
})

const Health = z.strictObject({
  url: httpUrl.nullable().default(null),
  attempts: z.int().min(1).max(60).default(5),
  interval_seconds: z.number().min(0).max(600).default(10),
  timeout_seconds: z.number().min(0.1).max(120).default(5),
})

export const Smoke = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** What the forge's checks say of the commit. */
  z.strictObject({ kind: z.literal('forge_checks') }),
  /** Run in a checkout of the commit. Only in a file of the machine. */
  z.strictObject({ kind: z.literal('commands'), commands: z.array(argv).min(1).max(20) }),
])

/** After a deploy was found well: for how long it is looked after, and how many failures in a row are a breach. */
const Watch = z.strictObject({
  minutes: z
    .number()
    .min(0)
    .max(24 * 60)
    .default(10),
  every_seconds: z.number().min(0.1).max(600).default(15),
  failures: z.int().min(1).max(20).default(2),
})

const settings = {
  heroku: z.strictObject({
    api_base: httpUrl.default('https://api.heroku.com'),
    /** In the secret store, else in the environment. */
    api_key: word.default('HEROKU_API_KEY'),
  }),
  'cloudflare-pages': z.strictObject({
    api_base: httpUrl.default('https://api.cloudflare.com/client/v4'),
    account_id: word,
    project: word,
    api_token: word.default('CLOUDFLARE_API_TOKEN'),
  }),
  terraform: z.strictObject({
    /** Within the repository. */
    directory: z.string().max(500).default('.'),
    program: z.string().min(1).max(500).default('terraform'),
    /** What makes a snapshot of the machine itself, its name in COUNTERSIGN_SNAPSHOT. */
    snapshot: argv.nullable().default(null),
    /** Which secrets the program is given, as environment variables of the same name. */
    secrets: z.array(word).max(50).default([]),
  }),
  command: z.strictObject({
    directory: z.string().max(1000).nullable().default(null),
    /** Prints the SHA that runs, and nothing else. */
    running: argv,
    deploy: z.array(argv).min(1).max(20),
    rollback: z.array(argv).min(1).max(20),
    secrets: z.array(word).max(50).default([]),
  }),
  local: z.strictObject({ branch: gitRef.default('main') }),
} as const

const common = {
  id: surfaceId,
  name: z.string().trim().min(1).max(100),
  environment: z.enum(surfaceEnvironments).default('production'),
  /** As its host calls it: `raxx-console-prod`. */
  app: z.string().trim().min(1).max(200),
  /** Where the code is: an address that git can fetch, or a folder of this machine. */
  repository: gitPlace,
  /** What is deployed of it, unless something else is asked for. */
  ref: gitRef.default('main'),
  /** Where it is pushed to, by the local path. */
  remote: gitPlace.nullable().default(null),
  /** What has to be typed. It names the target. */
  phrase: z.string().trim().min(8).max(100).optional(),
  paths: z
    .strictObject({ local: z.strictObject({}).optional(), ci: CiPath.optional() })
    .refine(({ local, ci }) => local !== undefined || ci !== undefined, 'expected at least one path'),
  health: Health.default(() => Health.parse({})),
  smoke: Smoke.default({ kind: 'none' }),
  watch: Watch.default(() => Watch.parse({})),
  /** Connectors that are told. */
  notify: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,49}$/))
    .max(20)
    .default([]),
  /** Of a static site: a pull request that touches one of these says what will deploy on merge. */
  static_paths: z.array(z.string().min(1).max(300)).max(50).default([]),
}

const noSettings = <T extends z.ZodType>(schema: T) => schema.prefault({} as never)

export const SurfaceDefinition = z
  .discriminatedUnion('host', [
    z.strictObject({ ...common, host: z.literal('heroku'), settings: noSettings(settings.heroku) }),
    z.strictObject({ ...common, host: z.literal('cloudflare-pages'), settings: settings['cloudflare-pages'] }),
    z.strictObject({ ...common, host: z.literal('terraform'), settings: noSettings(settings.terraform) }),
    z.strictObject({ ...common, host: z.literal('command'), settings: settings.command }),
    z.strictObject({ ...common, host: z.literal('local'), settings: noSettings(settings.local) }),
  ])
  .transform(({ phrase, ...surface }) => ({ ...surface, phrase: phrase ?? phraseFor(surface) }))
export type Surface = z.output<typeof SurfaceDefinition>
export type SurfaceOf<H extends HostKind> = Extract<Surface, { host: H }>

const short = { production: 'prod', staging: 'staging', development: 'dev' } as const

/** "deploy console to prod": not a yes, but what and where to. */
function phraseFor({ id, environment }: { id: string; environment: SurfaceEnvironment }): string {
  return `deploy ${id} to ${short[environment]}`
}

/** The ledger's name for a deploy to it: `console.deploy.prod`. */
export const deployAction = (environment: SurfaceEnvironment): string => `console.deploy.${short[environment]}`
export const deployActions: ReadonlySet<string> = new Set(surfaceEnvironments.map(deployAction))

/** Whether it takes commands that no other machine may have given. */
export const runsCommands = ({ host, smoke }: Pick<Surface, 'host' | 'smoke'>): boolean =>
  commandHosts.has(host) || smoke.kind === 'commands'

/** The normal path is the forge's, where there is one; past it, somebody breaks glass. */
export const isBreakGlass = ({ paths }: Pick<Surface, 'paths'>, path: 'local' | 'ci'): boolean =>
  path === 'local' && paths.ci !== undefined
