import { useLive } from '../../../state/live.ts'

/** Why what is called live may be behind; null while it is not. */
export function useLiveStale(): string | null {
  const state = useLive((live) => live.state)
  switch (state) {
    case 'live':
      return null
    case 'connecting':
      return 'connecting'
    case 'stale':
      return 'may be behind: the server is silent'
    case 'offline':
      return 'not live: the server does not answer'
    default:
      return state satisfies never
  }
}
