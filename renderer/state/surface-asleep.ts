import type { Connections } from '../api.ts'
import type { Surface } from '../deploys-api.ts'
import { useAsleep, useSleep } from './asleep.ts'
import { useConnections } from './connection.ts'
import { useSurfacesError } from './deploys.ts'

type Of = Pick<Surface, 'at'>

/**
 * Whether this machine's gate answers for a surface while the team's server is down. Where the page talks to one machine
 * alone, or the list itself could not be read, nobody does.
 */
export const machineAnswers = (connections: Connections | undefined, error: Error | null, { at }: Of): boolean =>
  connections !== undefined &&
  connections.known !== null &&
  connections.current.kind === 'server' &&
  error === null &&
  at === 'here'

function useMachineAnswers(): (surface: Of) => boolean {
  const { data } = useConnections()
  const error = useSurfacesError()
  return (surface) => machineAnswers(data, error, surface)
}

/** Why what is done at a surface sleeps now, or null. Without a surface it needs the server. */
export function useSurfaceAsleep(name: string, surface: Of | undefined): string | null {
  const answers = useMachineAnswers()
  return useSleep(name, surface !== undefined && answers(surface))
}

/** The same for a list of them: asked of each when something is done to it. */
export function useSurfacesAsleep(name: string): (surface: Of) => string | null {
  const answers = useMachineAnswers()
  const [atServer, alone] = [useAsleep(name), useSleep(name, true)]
  return (surface) => (answers(surface) ? alone : atServer)
}
