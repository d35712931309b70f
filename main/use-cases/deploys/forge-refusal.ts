import { type Result, refuse } from '../../../shared/domain/result.ts'
import type { ForgeFault } from '../../gate/forge/fault.ts'

/** What went wrong at the forge, for whoever asked for something there. */
export function forgeRefusal({ kind, message, retry_after_ms }: ForgeFault): Result<never> {
  switch (kind) {
    case 'unreachable':
    case 'malformed':
      return refuse('host_unreachable', message)
    case 'unauthorized':
      return refuse('forge_token_missing', `${message} Give another one.`)
    case 'rate_limited':
      return refuse('forge_refused', message, { retry_after: Math.ceil(retry_after_ms / 1000) })
    case 'forbidden':
    case 'not_found':
    case 'refused':
      return refuse('forge_refused', message)
    default:
      return kind satisfies never
  }
}
