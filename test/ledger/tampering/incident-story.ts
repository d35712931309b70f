import type { Services } from '../../../main/services.ts'
import { knowActor } from '../../../main/store/actors.ts'
import type { Caller } from '../../../main/use-cases/caller.ts'
import { callerWith } from '../../../main/use-cases/caller.ts'
import { assignIncident } from '../../../main/use-cases/incidents/assign-incident.ts'
import { commandIncident } from '../../../main/use-cases/incidents/command-incident.ts'
import { linkIncident } from '../../../main/use-cases/incidents/link-incident.ts'
import { openIncident } from '../../../main/use-cases/incidents/open-incident.ts'
import type { Act } from '../../../main/use-cases/transition.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import { factsOf, tellSpans } from '../../support/fleet-rows.ts'

const callerOf = (identity: Identity, id: string, workspace: string): Caller =>
  callerWith({
    mode: 'api_key',
    actor: { ...identity, id },
    workspace,
    roles: ['operator'],
    groups: [],
    client: identity.subject,
  })

/** Incidents as people leave them: one with an owner and links, one that nobody took, one that is over. */
export async function tellIncidents(services: Services, workspace: string, by: Identity, round: string) {
  await tellSpans(services, workspace, [factsOf({ trace_id: `trace ${round}`, start_us: services.clock() * 1_000 })])
  await services.store.write(workspace, async (tx) => {
    const who = await knowActor(tx, by)
    const act: Act = { tx, caller: callerOf(by, who.id, workspace), who, signedIn: null }
    const open = async (title: string) => (await openIncident(tx, who, { title, severity: 'sev2' })).id
    const running = await open(`Checkout is slow, ${round}`)
    await assignIncident(act, running, who.id)
    await linkIncident(act, running, { kind: 'trace', ref: `trace ${round}` })
    await linkIncident(act, running, { kind: 'drill', ref: `drill ${round}` })
    await commandIncident(act, running, { name: 'note', note: 'Größe: „late“\n' })
    await open(`Search is slow, ${round}`)
    const over = await open(`Payments were slow, ${round}`)
    await linkIncident(act, over, { kind: 'trace', ref: `trace ${round}` })
    await commandIncident(act, over, { name: 'resolve', note: 'The cache is warm' })
  })
}
