import type { ConnectorKind } from '../../../shared/domain/connector.ts'
import type { Services } from '../../services.ts'
import { type Posted, post } from '../webhooks/post.ts'
import { openConnectorSecrets, redactedUrl } from './connector-secrets.ts'
import { type Notice, outgoing } from './messages/outgoing.ts'

/**
 * What came of trying once. `again`: not now, perhaps later. `never`: it will not be otherwise the next time.
 * `perhaps`: it was sent, no answer came, and nobody can say whether it arrived.
 */
export type Tried = {
  verdict: 'delivered' | 'again' | 'never' | 'perhaps'
  status: number | null
  /** For people, and without anything secret. */
  error: string | null
  url: string | null
  retryAfterMs: number
}

type Asked = Pick<Services, 'secrets' | 'webhookTargets' | 'clock'>
type Through = { name: string; kind: ConnectorKind; enabled: boolean }

/** Tells one provider once. */
export async function sendThrough(
  services: Asked,
  workspace: string,
  connector: Through | undefined,
  notice: Notice,
  signal: AbortSignal,
): Promise<Tried> {
  if (connector === undefined) return notSent(`no connector is named ${notice.provider}`)
  if (!connector.enabled) return notSent(`the connector ${connector.name} is switched off`)
  const opened = await openConnectorSecrets(services, workspace, connector)
  if ('fault' in opened) return notSent(opened.fault)
  const message = outgoing(connector.kind, opened.secrets, notice, services.clock())
  // A desktop is told by the entry itself, wherever a console is open; the sample tells nobody.
  if (message === null) return { verdict: 'delivered', status: null, error: null, url: null, retryAfterMs: 0 }
  const posted = await post(message, services.webhookTargets, signal)
  return { ...judged(posted, connector.kind), url: redactedUrl(message.url) }
}

const notSent = (why: string): Tried => ({
  verdict: 'never',
  status: null,
  error: `Not sent: ${why}.`,
  url: null,
  retryAfterMs: 0,
})

/** Receivers of these drop what they have already, by the id that comes with it. */
export const dropsDuplicates = (kind: ConnectorKind | null): boolean => kind !== 'slack' && kind !== 'teams'

function judged(posted: Posted, kind: ConnectorKind): Omit<Tried, 'url'> {
  if (posted.kind === 'answered') {
    const { status, retryAfterMs } = posted
    return { verdict: verdictOn(status), status, error: errorOf(status), retryAfterMs }
  }
  const { why, error } = posted
  const nothing = { status: null, error, retryAfterMs: 0 }
  if (why === 'forbidden') return { ...nothing, verdict: 'never' }
  return { ...nothing, verdict: why === 'unsent' || dropsDuplicates(kind) ? 'again' : 'perhaps' }
}

function verdictOn(status: number): Tried['verdict'] {
  if (status >= 200 && status < 300) return 'delivered'
  return status >= 500 || status === 408 || status === 429 ? 'again' : 'never'
}

function errorOf(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed; change the address.`
  return `It answered ${status}.`
}
