import { sameCommit } from '../../../../shared/domain/surface-standing.ts'
import type { LogRow } from '../../../components/log-view.tsx'
import type { Deploy, DeployLogEvent, DeployProbe } from '../../../deploys-api.ts'
import { outcomeWords } from '../marks.tsx'
import { stateWords } from './states.ts'

const shortOf = (sha: string): string => sha.slice(0, 7)

/** "deploy of abc1234 to raxx-console-prod", for titles of dialogs and buttons. */
export function nounOf({ kind, to_sha, to_release, target_app }: Deploy): string {
  const what = to_sha === null ? (to_release ?? 'a release') : shortOf(to_sha)
  return kind === 'rollback' ? `rollback of ${target_app} to ${what}` : `deploy of ${what} to ${target_app}`
}

type Ended = { title: string; says: string }

/** What came of it, and what that means for what runs there. */
export function endOf(deploy: Deploy, runsNow: string | null): Ended | null {
  const { outcome, kind, probes, to_sha, state, target_app: app } = deploy
  const isBack = kind === 'rollback'
  const it = to_sha === null ? 'What it led to' : shortOf(to_sha)
  // Something else went out since: what this put there is gone.
  const isGone = runsNow !== null && to_sha !== null && !sameCommit(runsNow, to_sha)
  const runs = isGone ? `ran there; by now ${shortOf(runsNow)} does` : 'runs there'
  const well = probes.find(({ ok }) => ok)
  switch (outcome) {
    case null:
      return null
    case 'success':
      return {
        title: isBack ? `${app} was rolled back` : `${app} was deployed`,
        says: `${it} ${runs}.${well === undefined ? '' : ` It was found well at probe ${well.n}.`}`,
      }
    case 'health_check_failed':
      return {
        title: isGone
          ? `${app} was not well after it`
          : isBack
            ? `${app} was rolled back, and is not well`
            : `${app} was deployed, and is not well`,
        says: isGone
          ? `${it} ${runs}.`
          : `${it} runs there. ${isBack ? 'Go back further, or look after it by hand.' : 'Roll it back, or look after it by hand.'}`,
      }
    case 'deploy_failed':
      return {
        title: isBack ? 'The host did not roll it back' : 'The host did not take it',
        says: 'What ran there before should still run: the surface says what its host says.',
      }
    case 'rejected':
      return { title: 'It was rejected', says: 'Nothing was pushed.' }
    case 'blocked':
      return { title: 'The smoke gate blocked it', says: 'Nothing was pushed.' }
    case 'cancelled':
      return { title: 'It was broken off', says: brokenOff(deploy) }
    case 'unknown':
      return { title: 'What became of it is not known', says: lostAt(state, isBack) }
    default:
      return outcome satisfies never
  }
}

function brokenOff({ state, kind }: Deploy): string {
  if (state === 'deploying')
    return kind === 'rollback'
      ? 'It was being rolled back: that may have taken effect.'
      : 'It was being pushed: that may have taken effect.'
  return state === 'health_check' ? 'It had gone out, and runs there.' : 'Nothing was pushed.'
}

function lostAt(state: Deploy['state'], isBack: boolean): string {
  if (state === 'deploying')
    return isBack ? 'It was lost sight of while it was rolled back.' : 'It was lost sight of while it was pushed.'
  return state === 'health_check'
    ? 'It was lost sight of after it had gone out, while its health was looked at.'
    : 'It was lost sight of before anything was pushed from here.'
}

/** What really ran there when it was lost sight of, against what it was meant to become. */
export function observedWords({ observed_sha, from_sha, to_sha }: Deploy): string | null {
  if (observed_sha === null) return null
  if (sameCommit(observed_sha, to_sha)) return 'that is the new one: it took effect'
  return sameCommit(observed_sha, from_sha) ? 'that is the one before: it took no effect' : 'that is neither of the two'
}

/** What cancelling does, and what it does not undo. */
export function cancelWords({ state, path, kind }: Deploy): string {
  if (path === 'ci')
    return 'The run at the forge is asked to stop. What it has pushed by then stays where it is: look at what runs there afterwards, or roll back.'
  switch (state) {
    case 'deploying':
      return kind === 'rollback'
        ? 'It is being rolled back right now. That may have taken effect already: what runs there then is looked at and said.'
        : 'It is being pushed right now, and may have taken effect already, wholly or in part. What runs there then is looked at and said. To have the release before for certain, roll back instead.'
    case 'health_check':
      return 'It has gone out, and runs there. Cancelling only ends the looking after its health: to take it away, roll back.'
    default:
      return 'Nothing was pushed so far, and nothing will be.'
  }
}

const probeWords = ({ n, ok, status, ms, error }: DeployProbe, of: number): string =>
  `Probe ${n}${of > 0 ? ` of ${of}` : ''}: ${ok ? 'well' : 'not well'}, ${status ?? 'no answer'} in ${Math.round(ms)} ms${error === null ? '' : ` · ${error}`}`

const eventWords: Readonly<Record<string, string>> = {
  intent: 'The intent is in the ledger',
  approved: 'Approved',
  snapshot_taken: 'The snapshot is taken',
  deployed: 'The host took it',
  run_found: 'Its run at the forge is known',
  review_closed: 'Its review is closed',
}

/** What a deploy says, a row each. */
export function logRows(
  events: readonly DeployLogEvent[],
  { kind, health_attempts }: Pick<Deploy, 'kind' | 'health_attempts'>,
): LogRow[] {
  const words = kind === 'rollback' ? { ...stateWords, deploying: 'Rolling back' } : stateWords
  return events.map((event): LogRow => {
    const { n: key, at } = event
    switch (event.kind) {
      case 'line':
        return { key, at, text: event.text, look: 'line' }
      case 'health':
        return { key, at, text: probeWords(event.probe, health_attempts), look: event.probe.ok ? 'ok' : 'bad' }
      case 'state': {
        const { state, outcome } = event
        const said = eventWords[event.event]
        const isEnd = outcome !== null && event.event === 'ended'
        const text = isEnd ? `Over: ${outcomeWords(outcome).toLowerCase()}` : (said ?? words[state])
        return { key, at, text: `── ${text}`, look: !isEnd ? 'state' : outcome === 'success' ? 'ok' : 'bad' }
      }
      default:
        return event satisfies never
    }
  })
}
