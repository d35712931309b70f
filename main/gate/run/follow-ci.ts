import type { Who } from '../../../shared/domain/action.ts'
import { type Deploy, type GateEvent, isOver } from '../../../shared/domain/gate.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import { findDeploy } from '../../store/deploys.ts'
import { dispatchRun } from '../forge/dispatch-run.ts'
import { ForgeFault } from '../forge/fault.ts'
import { type CiPath, followRun, runIdOf, type Seen } from '../forge/follow-run.ts'
import { createGithub } from '../forge/github.ts'
import { type Author, by, byPerson, bySystem } from './advance-held.ts'
import { Halt } from './halt.ts'
import { observe } from './observe.ts'
import type { Run } from './open-run.ts'
import { asSentence } from './sentence.ts'
import { tokenOf } from './token-of.ts'

const observeMs = 10_000
/** Whoever stops it does not wait long for the forge. */
const cancelMs = 3_000

/**
 * A deploy that the forge carries out: asked for once, by the process that it was begun in, and followed from then on by
 * whichever process is there. When the program ends, the run goes on, and so does whoever follows it next.
 */
export async function followCi(run: Run, surface: Surface, adopted: boolean): Promise<void> {
  const { ci } = surface.paths
  if (ci === undefined) {
    await run.end(
      'unknown',
      { detail: 'The surface has no path by a forge any more: nobody follows its run.' },
      bySystem,
    )
    return
  }
  const { services, workspace } = run
  const token = () => tokenOf(services, workspace, run.deploy.began_by, ci)
  if (!adopted && !(await dispatch(run, surface, ci, token))) return
  let asked = ''
  const followed = { deploy: run.deploy, ci, token, fetch: services.gate.fetch, clock: services.clock }
  await followRun(
    { ...followed, signal: run.leaving, every_ms: services.gate.forgePollMs },
    {
      event: (seen) => record(run, surface, seen),
      line: run.say,
      reviewers({ names }) {
        const text = `It waits for an approval. Who may give it: ${names.join(', ') || 'the forge names nobody'}.`
        if (text !== asked) run.say(text)
        asked = text
      },
    },
  )
  if (isOver(run.deploy)) return
  const { reason } = run.leaving
  if (reason instanceof Halt && reason.reason.kind === 'stopped') await cancelRun(run, ci, token)
  throw reason
}

/** False where the forge said no, which is then the end of it. Where nobody knows whether it heard, the run is looked for. */
async function dispatch(run: Run, surface: Surface, ci: CiPath, token: () => Promise<string | null>): Promise<boolean> {
  const { services, deploy } = run
  run.goOn()
  try {
    const given = await token()
    if (given === null) throw new ForgeFault('unauthorized', 'There is no token of yours for the forge.')
    const asked = { token: given, signal: run.leaving }
    const at = { deploy, ref: surface.ref, ci, asked, fetch: services.gate.fetch, clock: services.clock }
    const run_url = await dispatchRun(at)
    run.say(`The forge was asked for a run of ${ci.workflow}${run_url === null ? '' : `: ${run_url}`}`)
    if (run_url !== null) await run.advance({ kind: 'run_found', run_url })
    return true
  } catch (error) {
    run.leaving.throwIfAborted()
    if (!(error instanceof ForgeFault)) throw error
    run.say(error.message)
    if (mayHaveHeard.has(error.kind)) return true
    await run.end('cancelled', { detail: `${asSentence(error.message)} Nothing was deployed.` })
    return false
  }
}
const mayHaveHeard: ReadonlySet<ForgeFault['kind']> = new Set(['unreachable', 'malformed'])

/** Also where somebody else was sooner: then how it stands now. */
async function record(run: Run, surface: Surface, seen: Seen): Promise<Deploy> {
  try {
    return await run.advance(...(await eventOf(run, surface, seen)))
  } catch (error) {
    if (!(error instanceof Halt) || error.reason.kind !== 'lost') throw error
    const { store } = run.services
    const kept = await findDeploy(store.read, run.workspace, run.deploy_id)
    if (kept === undefined || !isOver(kept.deploy)) run.halt(error.reason)
    run.deploy = kept?.deploy ?? run.deploy
    return run.deploy
  }
}

type Recorded = [event: GateEvent | ((who: Who) => GateEvent), author?: Author]

async function eventOf(run: Run, surface: Surface, seen: Seen): Promise<Recorded> {
  switch (seen.kind) {
    case 'approved': {
      const { by: person, at, comment } = seen
      return [(who) => ({ kind: 'approved', approval: { by: who, at, comment } }), byPerson(person)]
    }
    case 'ended': {
      const { outcome, at, by: person, detail } = seen
      const lost = outcome === 'unknown'
      const { services, workspace, deploy } = run
      const found = lost ? await observe(services, { ...deploy, workspace, surface }, observeMs) : undefined
      const author = person ? byPerson(person) : lost ? bySystem : by(deploy.began_by)
      const ending = {
        outcome,
        at,
        detail: found ? `${detail ?? ''} ${found.sentence}`.trim() : detail,
        observed_sha: found?.sha ?? null,
      }
      return [(who) => ({ kind: 'ended', ending: { ...ending, by: who } }), author]
    }
    case 'run_found':
    case 'smoke_started':
    case 'smoke_passed':
    case 'approval_asked':
    case 'deploy_started':
    case 'deployed':
      return [seen]
    default:
      return seen satisfies never
  }
}

/** The forge is asked to break it off; that it does is seen there. */
async function cancelRun(run: Run, ci: CiPath, token: () => Promise<string | null>): Promise<void> {
  const { services, deploy } = run
  const id = runIdOf(deploy.run_url)
  const given = await token()
  if (id === null || given === null) {
    run.say('Its run could not be told to stop: cancel it at the forge.')
    return
  }
  const github = createGithub({ ...ci, fetch: services.gate.fetch, clock: services.clock })
  try {
    await github.cancel({ token: given, signal: AbortSignal.timeout(cancelMs) }, id)
    run.say('The forge was asked to cancel the run.')
  } catch (error) {
    if (!(error instanceof ForgeFault)) throw error
    run.say(`The forge did not cancel the run: ${error.message}`)
  }
}
