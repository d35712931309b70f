import type { Pause } from '../../../fleet-api.ts'

/** Where it stands: it holds the agent, somebody has lifted it, or its time was over. */
export type PauseState = 'active' | 'resumed' | 'ended'

export function pauseState({ active, resumed_at }: Pick<Pause, 'active' | 'resumed_at'>): PauseState {
  if (active) return 'active'
  return resumed_at === null ? 'ended' : 'resumed'
}

/** Why it cannot be lifted here, as the server says it; null where it can. */
export function resumeAsleep(pause: Pick<Pause, 'commands' | 'active'>): string | null {
  const offer = pause.commands.find(({ name }) => name === 'resume')
  if (offer === undefined) return pause.active ? 'The server does not offer this here.' : 'It is over already.'
  return offer.enabled ? null : (offer.reason ?? 'The server does not allow this now.')
}
