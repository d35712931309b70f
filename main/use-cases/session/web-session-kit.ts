import type { Result } from '../../../shared/domain/result.ts'
import type { TokenVerifier } from '../../identity/verified-token.ts'
import { createWebClient, type WebClient } from '../../identity/web-client.ts'
import type { Services } from '../../services.ts'
import type { WebSession } from '../../store/web-sessions.ts'

/** What everything about web sessions reaches for. */
export type WebSessionKit = {
  services: Services
  tokens: TokenVerifier
  client: WebClient
  /** Renewals under way in this process, by session. */
  renewing: Map<string, Promise<Result<WebSession>>>
  /** Sessions whose last use is being written down. */
  touching: Set<string>
}

/** Undefined where nobody is believed: browsers cannot sign in there. */
export function webSessionKit(services: Services, client = createWebClient()): WebSessionKit | undefined {
  const { tokens } = services
  return tokens && { services, tokens, client, renewing: new Map(), touching: new Set() }
}
