import { type OidcConfig, OidcFile } from '../identity/oidc-config.ts'

/**
 * Who vouches for people here: as the file says, under what the environment says. An issuer that the environment names
 * stands in the place of the file's, and keeps what the file says of that same issuer.
 */
export function oidcConfig(
  file: OidcConfig | undefined,
  environment: Record<string, string | undefined>,
): OidcConfig | undefined {
  const {
    COUNTERSIGN_OIDC_ISSUER: issuer,
    COUNTERSIGN_OIDC_AUDIENCE: audience,
    COUNTERSIGN_OIDC_CLIENT_ID: client_id,
  } = environment
  if (!issuer && !audience && !client_id) return file
  const known = issuer ? file?.issuers.find((each) => each.issuer === issuer) : onlyOne(file)
  if (!audience && !known) throw new Error(noAudience)
  const settled = {
    ...known,
    ...(issuer && { issuer }),
    ...(audience && { audience }),
    ...(client_id && { client_id }),
  }
  const parsed = OidcFile.safeParse({ ...file, issuers: [settled] })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`COUNTERSIGN_OIDC_${String(issue?.path.at(-1)).toUpperCase()} is not valid: ${issue?.message}`)
}

function onlyOne(file: OidcConfig | undefined): OidcConfig['issuers'][number] {
  const [only, ...others] = file?.issuers ?? []
  if (only && others.length === 0) return only
  throw new Error(noIssuer)
}

const noAudience =
  'COUNTERSIGN_OIDC_ISSUER names an issuer, but nothing says for whom its tokens must be meant: set COUNTERSIGN_OIDC_AUDIENCE too'
const noIssuer =
  'COUNTERSIGN_OIDC_AUDIENCE and COUNTERSIGN_OIDC_CLIENT_ID are about one issuer: set COUNTERSIGN_OIDC_ISSUER too'
