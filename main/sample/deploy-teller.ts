import { DeployReport } from '../../shared/contract/deploys.ts'
import type { Deploy, GateEvent } from '../../shared/domain/gate.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { isBreakGlass, type Surface } from '../../shared/domain/surface.ts'
import type { Services } from '../services.ts'
import { newId } from '../store/new-id.ts'
import { advanceDeploy } from '../use-cases/deploys/advance-deploy.ts'
import { beginDeploy } from '../use-cases/deploys/begin-deploy.ts'
import { recordDeploy } from '../use-cases/deploys/record-deploy.ts'
import { changeStanding } from '../use-cases/surfaces/change-standing.ts'
import { commandSurface } from '../use-cases/surfaces/command-surface.ts'
import type { Act } from '../use-cases/transition.ts'
import type { castOf, Member } from './cast.ts'
import type { DeployLine } from './deploy-story.ts'
import { nameLocalRelease } from './gate/local-release.ts'
import { forgePeople } from './gate/sample-forge.ts'
import type { SampleGate } from './gate/sample-gate.ts'
import { forgeRepository } from './gate/sample-surfaces.ts'

type Begun = { surface: string; commit: string; deploy_id: string; kind: Deploy['kind']; to_release: string | null }
type Of<K extends string> = Extract<DeployLine, Record<K, unknown>>

/** Does what a line about a surface says, by the use-cases through which the gate itself writes down what it does. */
export function deployTellerOf(
  services: Services,
  { act }: ReturnType<typeof castOf>,
  gate: SampleGate,
  workflow: () => Member,
) {
  const begun = new Map<string, Begun>()
  const surfaceOf = (id: string): Surface => {
    const surface = gate.surfaces.find((each) => each.id === id)
    if (surface === undefined) throw new Error(`the sample has no surface ${id}`)
    return surface
  }
  const knownAs = (name: string): Begun => {
    const found = begun.get(name)
    if (found === undefined) throw new Error(`the story speaks of ${name} before it is there`)
    return found
  }
  const shaOf = (surface: string, commit: string) =>
    (surface === 'sample-service' ? gate.service : gate.raxx).shaOf(commit)

  /** Its run was over when it reported itself, with the key of the workflow. */
  async function tellRun(does: Act, line: Of<'ran'>): Promise<Result<unknown>> {
    const { surface: id, ran, commit, outcome, reviewer, comment, detail } = line
    const { now } = does.tx
    const { environment, app: target_app } = surfaceOf(id)
    const made: Begun = { surface: id, commit, deploy_id: newId(Date.parse(now)), kind: 'deploy', to_release: null }
    const before = gate.releases.running(id)?.sha ?? null
    const wentOut = outcome === 'success' || outcome === 'health_check_failed'
    const report = DeployReport.parse({
      ...{ id: made.deploy_id, surface: id, environment, target_app, trigger: 'ci', outcome, detail },
      ...{ from_sha: before, to_sha: shaOf(id, commit), ts_utc: now },
      started_at: new Date(Date.parse(now) - 4 * 60_000).toISOString(),
      actor: forgePeople[reviewer ?? 'release-manager'],
      ...(reviewer && outcome !== 'rejected' && { approved_by: forgePeople[reviewer], comment }),
      run_url: `${gate.site}/${forgeRepository}/actions/runs/${8_000_001 + begun.size}`,
      ...(wentOut && { release: released(made, now, 'by a run') }),
    })
    begun.set(ran, made)
    return recordDeploy(services, does, report)
  }

  /** Its host has it from then on. */
  function released({ surface: id, commit, kind, to_release, deploy_id }: Begun, at: string, how = ''): string {
    const { host, remote } = surfaceOf(id)
    const sha = shaOf(id, commit)
    const label = kind === 'deploy' ? `Deploy ${sha.slice(0, 7)} ${how}`.trim() : `Rollback to ${to_release}`
    const { id: made } = gate.releases.add(id, host, { sha, label, at })
    if (host === 'local' && remote !== null && gate.service.fault === null)
      nameLocalRelease(remote, { n: gate.releases.of(id).length, sha, at: Date.parse(at), why: 'deploy', deploy_id })
    return made
  }

  async function beginning(does: Act, name: string, made: Omit<Begun, 'deploy_id'>): Promise<Result<unknown>> {
    const surface = surfaceOf(made.surface)
    const { kind, to_release } = made
    const { deploy } = await beginDeploy(services, does, surface, {
      ...{ kind, path: 'local', to_release, passes: [], warnings: [] },
      from_sha: gate.releases.running(surface.id)?.sha ?? null,
      to_sha: shaOf(made.surface, made.commit),
      break_glass: kind === 'deploy' && isBreakGlass(surface, 'local'),
    })
    begun.set(name, { ...made, deploy_id: deploy.deploy_id })
    const asked: GateEvent[] = [{ kind: 'smoke_started' }, { kind: 'smoke_passed', detail: null }]
    return advanceAll(does, knownAs(name), [...(kind === 'deploy' ? asked : []), { kind: 'deploy_started' }])
  }

  async function advanceAll(
    { tx, who }: Act,
    { deploy_id }: Begun,
    events: readonly GateEvent[],
  ): Promise<Result<unknown>> {
    for (const event of events) {
      const done = await advanceDeploy(tx, deploy_id, event, who)
      if (!done.ok) return done
    }
    return ok(undefined)
  }

  function beWell(does: Act, { isWell, after }: Of<'isWell'>): Promise<Result<unknown>> {
    const { tx, who } = does
    const made = knownAs(isWell)
    const release = released(made, tx.now)
    const surface = surfaceOf(made.surface)
    const probes = Array.from({ length: after + 1 }, (_, at): GateEvent => {
      const well = at === after
      const when = new Date(Date.parse(tx.now) - (after - at) * 10_000).toISOString()
      const error = well ? null : 'It answered 503.'
      return {
        kind: 'probed',
        probe: { n: at + 1, at: when, ok: well, status: well ? 200 : 503, ms: 41 + 13 * at, error },
      }
    })
    const snapshot = `${surface.app}-${tx.now.replace(/[-:]|\.\d+/g, '')}-release-manager`
    const taken: GateEvent = {
      kind: 'snapshot_taken',
      snapshot,
      state_serial: gate.releases.of(surface.id).length + 40,
    }
    return advanceAll(does, made, [
      ...(surface.host === 'terraform' ? [taken] : []),
      { kind: 'deployed', release },
      ...probes,
      { kind: 'ended', ending: { outcome: 'success', at: tx.now, by: who, detail: null, observed_sha: null } },
    ])
  }

  async function deed(does: Act, line: Exclude<DeployLine, Of<'ran'>>): Promise<Result<unknown>> {
    const { tx, who } = does
    const { surface } = line
    if ('begins' in line) {
      return beginning(does, line.begins, { surface, commit: line.commit, kind: 'deploy', to_release: null })
    }
    if ('backTo' in line) return goBack(does, line)
    if ('isWell' in line) return beWell(does, line)
    if ('reviews' in line) {
      const closed: GateEvent = { kind: 'review_closed', by: who, at: tx.now, note: line.note }
      return advanceAll(does, knownAs(line.reviews), [closed])
    }
    return commandSurface(services, does, surface, { name: 'freeze', ...weekend(Date.now()), reason: line.reason })
  }

  async function goBack(does: Act, { surface, backTo, as, because: reason }: Of<'backTo'>): Promise<Result<unknown>> {
    const { tx, who } = does
    const left = gate.releases.running(surface)?.sha ?? null
    const sha = shaOf(surface, backTo)
    const to_release = gate.releases.of(surface).findLast((release) => release.sha === sha)?.id ?? null
    const done = await beginning(does, as, { surface, commit: backTo, kind: 'rollback', to_release })
    if (!done.ok || left === null) return done
    const { deploy_id } = knownAs(as)
    const quarantine = { sha: left, reason, by: who, at: tx.now, deploy_id }
    return changeStanding(tx, surface, { kind: 'quarantined', quarantine }, who)
  }

  return {
    idOf: (name: string): string => knownAs(name).deploy_id,
    async tell(line: DeployLine): Promise<void> {
      const done = await ('ran' in line
        ? act(workflow(), (does) => tellRun(does, line))
        : act(line.by, (does) => deed(does, line)))
      if (!done.ok) throw new Error(`the story says what the rules refuse: ${done.refusal.detail}`)
    },
  }
}

const dayMs = 24 * 60 * 60_000

/** The next Friday afternoon that is still half a day away, to the Monday after it. */
function weekend(now: number): { from: string; until: string } {
  const friday = new Date(now)
  friday.setUTCHours(16, 0, 0, 0)
  while (friday.getUTCDay() !== 5 || friday.getTime() < now + dayMs / 2) friday.setTime(friday.getTime() + dayMs)
  return { from: friday.toISOString(), until: new Date(friday.getTime() + 2.6 * dayMs).toISOString() }
}
