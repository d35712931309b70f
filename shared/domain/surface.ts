import { z } from 'zod'
import { gitPlaceFault } from './git-place.ts'
import { isGitRef } from './git-ref.ts'
import { isOneLine, oneLineExpected } from './one-line.ts'
import { namesTarget } from './phrase.ts'
import { looksSecret } from './secret-shapes.ts'

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
  .refine((url) => !/^[a-z]+:[/\\]*[^/?#]*@/i.test(url), 'expected no credentials in it')
const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected one word')
/** What an API's paths are put behind. */
const apiBase = httpUrl
  .refine((url) => !/[?#]/.test(url), 'expected no query and no fragment in it')
  .refine((url) => !looksSecret(url), 'expected no credentials in it')
const gitPlace = z
  .string()
  .min(1)
  .max(1000)
  .check((ctx) => {
    const message = gitPlaceFault(ctx.value)
    if (message !== undefined) ctx.issues.push({ code: 'custom', input: ctx.value, message })
  })
const gitRef = z.string().max(200).refine(isGitRef, 'expected the name of a branch or tag')
const oneLine = (max: number) => z.string().trim().min(1).max(max).refine(isOneLine, oneLineExpected)
/** As these hosts call it; in a command that people copy it is one word, and no option. */
const plainApp = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/, 'expected letters, digits and . _ - /')

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
  api_base: apiBase.default('https://api.github.com'),
})

const Health = z.strictObject({
  url: httpUrl
    .refine((url) => !looksSecret(url), 'expected no credentials in it')
    .nullable()
    .default(null),
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
    api_base: apiBase.default('https://api.heroku.com'),
    /** In the secret store, else in the environment. */
    api_key: word.default('HEROKU_API_KEY'),
  }),
  'cloudflare-pages': z.strictObject({
    api_base: apiBase.default('https://api.cloudflare.com/client/v4'),
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
  name: oneLine(100),
  environment: z.enum(surfaceEnvironments).default('production'),
  /** As its host calls it: `raxx-console-prod`. */
  app: oneLine(200),
  /** Where the code is: an address that git can fetch, or a folder of this machine. */
  repository: gitPlace,
  /** What is deployed of it, unless something else is asked for. */
  ref: gitRef.default('main'),
  /** Where it is pushed to, by the local path. */
  remote: gitPlace.nullable().default(null),
  /** What has to be typed. It names the target. */
  phrase: oneLine(100).min(8).optional(),
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
    z.strictObject({ ...common, host: z.literal('heroku'), app: plainApp, settings: noSettings(settings.heroku) }),
    z.strictObject({
      ...common,
      host: z.literal('cloudflare-pages'),
      app: plainApp,
      settings: settings['cloudflare-pages'],
    }),
    z.strictObject({ ...common, host: z.literal('terraform'), settings: noSettings(settings.terraform) }),
    z.strictObject({ ...common, host: z.literal('command'), settings: settings.command }),
    z.strictObject({ ...common, host: z.literal('local'), settings: noSettings(settings.local) }),
  ])
  .refine(namesTarget, { path: ['phrase'], message: 'expected a phrase that names the surface: its id, app or name' })
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
