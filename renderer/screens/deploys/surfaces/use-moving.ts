import { useQuery } from '@tanstack/react-query'
import { type Deploy, deploysApi } from '../../../deploys-api.ts'
import { deployKeys } from '../../../state/deploys.ts'

const query = { in_flight: 'true', limit: 200 } as const

/** Every deploy that is under way, by its id: a surface tells of its own in a line alone. */
export function useMoving(): ReadonlyMap<string, Deploy> {
  const { data } = useQuery({
    queryKey: deployKeys.list(query),
    queryFn: async ({ signal }) => (await deploysApi.deploys(query, signal)).items,
  })
  return new Map((data ?? []).map((deploy) => [deploy.id, deploy]))
}

const words: Record<Deploy['state'], string> = {
  triggered: 'about to begin',
  smoke_gate: 'at the smoke gate',
  blocked: 'blocked',
  resolved: 'let pass by the smoke gate',
  approval_pending: 'waits for its approval',
  rejected: 'rejected',
  deploying: 'going out',
  deploy_failed: 'not taken by its host',
  health_check: 'at the health check',
  audit_written: 'over',
  rollback_alert: 'not well',
}
export const stateWords = ({ state, stopping, kind }: Pick<Deploy, 'state' | 'stopping' | 'kind'>): string => {
  if (stopping) return 'being stopped'
  return kind === 'rollback' && state === 'deploying' ? 'going back' : words[state]
}
