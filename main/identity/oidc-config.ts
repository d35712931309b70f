import { z } from 'zod'
import { type Role, roles } from '../../shared/domain/permission.ts'
import { isWorkspaceName } from '../../shared/domain/workspace-name.ts'
import { isSecureUrl } from './secure-url.ts'

/** Only signatures that the issuer alone can make: with a shared secret whoever verifies could also sign. */
export const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

const Secure = z.url().refine(isSecureUrl, 'must be https')
const Workspace = z.string().refine(isWorkspaceName, 'letters, digits, dots, dashes and underscores, 63 at most')
const RoleMap = z.record(z.string(), z.enum(roles))

/** An issuer that is trusted, and with what. As it stands in a configuration file. */
const Issuer = z.strictObject({
  issuer: Secure,
  name: z.string().min(1).max(60).optional(),
  /** Whom its tokens must be for. */
  audience: z.union([
    z
      .string()
      .min(1)
      .transform((one) => [one]),
    z.array(z.string().min(1)).min(1),
  ]),
  algorithms: z.array(z.enum(algorithms)).min(1).default(['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']),
  /** What the token's `typ` may say; `none` stands for a token that does not say. */
  token_types: z.array(z.string()).default(['at+jwt', 'JWT', 'none']),
  /** The public client that consoles and the command line sign in as. */
  client_id: z.string().optional(),
  /** The client that this server signs browsers in as; without one, `client_id` where it is a public client for that too. */
  web_client_id: z.string().optional(),
  /** The name of the environment variable that holds the web client's secret. */
  web_client_secret_env: z.string().optional(),
  scope: z.string().default('openid profile email offline_access'),
  /** Sent along when somebody signs in; without it, what `parametersOf` says. */
  parameters: z.record(z.string(), z.string()).optional(),
  /** From what the token says to roles. A `roles` value that is a role's name means it, unless this is given. */
  roles: RoleMap.optional(),
  /** The same for `groups`; without it a group `countersign-ROLE` means the role. */
  groups: RoleMap.optional(),
  /** The workspaces that this issuer may speak for; any, if it is not given. */
  workspaces: z.array(Workspace).min(1).optional(),
  /** Of a token that names none. Without it such a token is refused. */
  default_workspace: Workspace.optional(),
})

export const OidcFile = z.strictObject({
  issuers: z.array(Issuer).min(1).refine(areDifferent, 'one issuer is given twice'),
  step_up: z
    .strictObject({ max_age_seconds: z.int().positive().nullable().default(300), required: z.boolean().default(false) })
    .prefault({}),
  sessions: z
    .strictObject({
      idle_minutes: z
        .int()
        .positive()
        .max(30 * 24 * 60)
        .default(30),
      absolute_hours: z
        .int()
        .positive()
        .max(30 * 24)
        .default(12),
    })
    .prefault({}),
  /** The address under which browsers reach this server, where a proxy stands before it. */
  public_url: Secure.optional(),
})
export type OidcConfig = z.infer<typeof OidcFile>
export type IssuerConfig = z.infer<typeof Issuer>

/** The roles that a token's `roles` and `groups` stand for. What maps to nothing gives nothing. */
export function rolesOf(
  config: Pick<IssuerConfig, 'roles' | 'groups'>,
  claimed: { roles: string[]; groups: string[] },
): Role[] {
  const named = (value: string) => roles.find((role) => role === value)
  const fromRoles = claimed.roles.map((value) => (config.roles ? own(config.roles, value) : named(value)))
  const fromGroups = claimed.groups.map((value) =>
    config.groups ? own(config.groups, value) : named(/^countersign-(.*)$/.exec(value)?.[1] ?? ''),
  )
  const held = new Set([...fromRoles, ...fromGroups])
  return roles.filter((role) => held.has(role))
}

/** What is sent along when somebody signs in. Where the audience is an address it is asked for as such (RFC 8707). */
export function parametersOf({ parameters, audience: [audience = ''] }: IssuerConfig): Record<string, string> {
  if (parameters) return parameters
  return /^[a-z][a-z0-9+.-]*:/i.test(audience) && URL.canParse(audience) ? { resource: audience } : {}
}

function areDifferent(issuers: readonly { issuer: string }[]): boolean {
  return new Set(issuers.map(({ issuer }) => issuer)).size === issuers.length
}

const own = (map: Record<string, Role>, value: string): Role | undefined =>
  Object.hasOwn(map, value) ? map[value] : undefined
