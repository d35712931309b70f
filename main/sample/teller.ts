import type { Role } from '../../shared/domain/permission.ts'
import type { Result } from '../../shared/domain/result.ts'
import { keyIdentity } from '../identity/api-keys.ts'
import type { Services } from '../services.ts'
import { activePauses } from '../store/pauses.ts'
import { sweepActions } from '../use-cases/actions/sweep-actions.ts'
import { eraseActor } from '../use-cases/actors/erase-actor.ts'
import { assignIncident } from '../use-cases/incidents/assign-incident.ts'
import { commandIncident } from '../use-cases/incidents/command-incident.ts'
import { createIncident } from '../use-cases/incidents/create-incident.ts'
import { incidentsOfAction } from '../use-cases/incidents/incidents-of-action.ts'
import { linkIncident } from '../use-cases/incidents/link-incident.ts'
import { createKey } from '../use-cases/keys/create-key.ts'
import { revokeKey } from '../use-cases/keys/revoke-key.ts'
import { resumePause } from '../use-cases/pauses/resume-pause.ts'
import { setPause } from '../use-cases/pauses/set-pause.ts'
import type { Act } from '../use-cases/transition.ts'
import { castOf, type Member } from './cast.ts'
import type { DeployLine } from './deploy-story.ts'
import { workflowKey } from './deploy-story.ts'
import { deployTellerOf } from './deploy-teller.ts'
import type { DrillLine } from './drill-story.ts'
import { drillTellerOf } from './drill-teller.ts'
import type { SampleGate } from './gate/sample-gate.ts'
import type { IncidentLine } from './incident-story.ts'
import { contractor, type KeyLine } from './key-story.ts'
import type { PauseLine } from './pause-story.ts'
import type { Line as ActionLine } from './queue-story.ts'

export type StoryLine = KeyLine | ActionLine | IncidentLine | DrillLine | DeployLine | PauseLine

/** Does what a line of the story says. Later lines speak of what earlier ones made by the names that these gave it. */
export function tellerOf(services: Services, gate: SampleGate): (line: StoryLine) => Promise<void> {
  const { workspace, store } = services
  const cast = castOf(services)
  const { act, propose, command } = cast
  const tellDrill = drillTellerOf(services, cast)
  const keys = new Map<string, string>()
  const deploys = deployTellerOf(services, cast, gate, () => keyed(workflowKey, 'release_manager'))
  const actions = new Map<string, string>()
  const incidents = new Map<string, string>()

  async function tellKey({ by, key, what }: KeyLine): Promise<void> {
    if (what === 'forgotten') await eraseActor(services, by, { workspace, actor: contractor.subject })
    else if (what === 'revoked') await revokeKey(services, by, known(keys, key))
    else keys.set(key, (await createKey(services, by, { workspace, name: key, roles: what })).id)
  }

  async function tellAction(line: ActionLine): Promise<void> {
    if ('sweep' in line) await sweepActions(services)
    else if ('propose' in line) actions.set(line.propose, await propose(line.by, line.what))
    else await command(line.by === 'runner' ? runner() : line.by, known(actions, line.on), line.command)
  }

  async function tellIncident(line: IncidentLine): Promise<void> {
    if ('openedBy' in line) {
      const [opened] = await incidentsOfAction(store.read, workspace, known(actions, line.openedBy))
      if (opened) incidents.set(line.incident, opened.id)
      return
    }
    const done = await act(line.by, (does) => incidentDeed(does, line))
    if (!done.ok) throw new Error(`the story says what the rules refuse: ${done.refusal.detail}`)
    incidents.set(line.incident, done.value)
  }

  async function incidentDeed(does: Act, line: Exclude<IncidentLine, { openedBy: string }>): Promise<Result<string>> {
    if ('open' in line) {
      const { about, ...wanted } = line.open
      return idOf(await createIncident(does, { ...wanted, action_id: known(actions, about) }))
    }
    const id = known(incidents, line.incident)
    if ('taken' in line) return idOf(await assignIncident(does, id, does.who.id))
    if ('link' in line) return idOf(await linkIncident(does, id, { kind: 'action', ref: known(actions, line.link) }))
    if ('deployed' in line)
      return idOf(await linkIncident(does, id, { kind: 'deploy', ref: deploys.idOf(line.deployed) }))
    if ('rehearsed' in line) return idOf(await linkIncident(does, id, { kind: 'drill', ref: line.rehearsed }))
    if ('note' in line) return idOf(await commandIncident(does, id, { name: 'note', note: line.note }))
    return idOf(await commandIncident(does, id, { name: 'resolve', note: line.resolve }))
  }

  async function tellPause(line: PauseLine): Promise<void> {
    const done = await act(line.by, async (does): Promise<Result<unknown>> => {
      if ('pauses' in line) return setPause(does, { agent: line.pauses, reason: line.reason })
      const [active] = await activePauses(does.tx.db, workspace, line.resumes, does.tx.now)
      return resumePause(does, active?.pause.id ?? '')
    })
    if (!done.ok) throw new Error(`the story says what the rules refuse: ${done.refusal.detail}`)
  }

  const keyed = (name: string, role: Role): Member => ({
    identity: keyIdentity({ id: known(keys, name), name }),
    role,
  })
  const runner = () => keyed('runner-eu-west', 'runner')

  return (line) => {
    if ('key' in line) return tellKey(line)
    if ('pauses' in line || 'resumes' in line) return tellPause(line)
    if ('drill' in line || 'connector' in line) return tellDrill(line)
    if ('surface' in line) return deploys.tell(line)
    return 'incident' in line ? tellIncident(line) : tellAction(line)
  }
}

const idOf = (done: Result<{ incident: { id: string } }>): Result<string> =>
  done.ok ? { ok: true, value: done.value.incident.id } : done

function known(names: ReadonlyMap<string, string>, name: string): string {
  const id = names.get(name)
  if (id === undefined) throw new Error(`the story speaks of ${name} before it is there`)
  return id
}
