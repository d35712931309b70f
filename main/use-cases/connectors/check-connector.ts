import { type ConnectorKind, connectorNeeds } from '../../../shared/domain/connector.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Mode } from '../../services.ts'
import { type TargetPolicy, urlFault } from '../webhooks/targets.ts'
import type { ConnectorSecrets } from './connector-secrets.ts'

type Given = ConnectorSecrets & { kind: ConnectorKind }
type Setting = { mode: Mode; targets: TargetPolicy; kept: ConnectorSecrets }

/** Whether these are what a connector of this kind is sent with; what is left out stays as it was kept. */
export function checkConnector(
  { kind, url, secret }: Given,
  { mode, targets, kept }: Setting,
): Result<ConnectorSecrets> {
  if (kind === 'sample' && mode !== 'sample')
    return fault('kind', 'expected a way that leads somewhere: this one is for the sample alone')
  const mayHave = [...connectorNeeds[kind], ...(kind === 'pagerduty' ? ['url'] : [])]
  if (url !== undefined && !mayHave.includes('url')) return fault('url', `expected none: ${kind} has no address`)
  if (secret !== undefined && !mayHave.includes('secret'))
    return fault('secret', `expected none: ${kind} has no secret`)
  const wrongUrl = url === undefined ? undefined : urlFault(url, targets)
  if (wrongUrl !== undefined) return fault('url', wrongUrl)
  if (secret !== undefined && !shapes[kind].test(secret)) return fault('secret', expected[kind])
  // Sent in the message itself, a key must not follow an address that somebody else put in: the one that is kept no new
  // address, and a new one no address that is kept.
  const together: ConnectorSecrets = {
    ...(kind !== 'pagerduty' || staysTogether({ url, secret }, kept) ? kept : {}),
    ...present({ url: normal(url), secret }),
  }
  const lacks = connectorNeeds[kind].find((need) => together[need] === undefined)
  return lacks === undefined
    ? ok(together)
    : fault(lacks, `expected ${wanted[lacks]}: there is none yet, or not for this`)
}

const visible = /^[\x21-\x7e]+$/
const shapes: Record<ConnectorKind, RegExp> = {
  desktop: visible,
  slack: visible,
  teams: visible,
  sample: visible,
  /** 24 to 64 bytes, as the Standard Webhooks convention has it. */
  webhook: /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/,
  pagerduty: visible,
}
const expected: Record<ConnectorKind, string> = {
  desktop: 'expected none',
  slack: 'expected none',
  teams: 'expected none',
  sample: 'expected none',
  webhook: 'expected whsec_ and 24 to 64 bytes in Base64',
  pagerduty: 'expected an integration key: visible characters without spaces',
}
const wanted = { url: 'an address', secret: 'a secret' } as const

const normal = (url: string | undefined) => (url === undefined ? undefined : new URL(url).href)
const staysTogether = ({ url, secret }: ConnectorSecrets, kept: ConnectorSecrets): boolean =>
  url === undefined ? secret === undefined || secret === kept.secret : normal(url) === kept.url

const present = ({ url, secret }: ConnectorSecrets): ConnectorSecrets => ({
  ...(url === undefined ? {} : { url }),
  ...(secret === undefined ? {} : { secret }),
})

const fault = (field: string, message: string) =>
  refuse('invalid_input', 'The connector cannot be set so.', { issues: [{ path: [field], message }] })
