import type { Surface } from '../../../deploys-api.ts'

type Command = Surface['commands'][number]['name']

/** What is asked in a dialog, and of what. */
export type Deed =
  | { name: 'freeze' }
  | { name: 'releases' }
  | { name: 'lock' | 'unlock' | 'clear_alert' }
  | { name: 'unfreeze'; freeze: Surface['freezes'][number] }
  | { name: 'lift'; quarantine: Surface['quarantined'][number] }
  | { name: 'close_review'; deploy: string }

/** Why a command cannot be given, by the server's word; null where it can. */
export function refusedBecause({ commands }: Pick<Surface, 'commands'>, name: Command): string | null {
  const offer = commands.find((each) => each.name === name)
  if (offer === undefined) return 'The server does not offer this here.'
  return offer.enabled ? null : (offer.reason ?? 'The server does not allow this now.')
}

/** The normal path is the forge's, where there is one and it is open; the page that it leads to offers the other. */
export function deployPathOf(surface: Surface): { path: 'ci' | 'local'; asleep: string | null } {
  const { ci, local } = surface.paths
  const [byCi, byHand] = [refusedBecause(surface, 'deploy_ci'), refusedBecause(surface, 'deploy_local')]
  if (ci !== undefined && (byCi === null || local === undefined || byHand !== null)) return { path: 'ci', asleep: byCi }
  return { path: 'local', asleep: byHand }
}

/** The parts of the address of a deploy that is about to be made. */
export const newDeployAt = (surface: Surface) => ({ make: surface.id, path: deployPathOf(surface).path })
