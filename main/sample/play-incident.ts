import type { Json } from '../../shared/domain/entry.ts'
import { keyIdentity } from '../identity/api-keys.ts'
import type { Services } from '../services.ts'
import { findAction } from '../store/actions.ts'
import { listKeys } from '../store/api-keys.ts'
import { castOf, type Member } from './cast.ts'
import { approver, operator } from './queue-story.ts'

/** Waits, and rejects when the console closes. Tests pass their own, which does not. */
export type Wait = (ms: number) => Promise<void>

const second = 1000
/** How long the newcomer may take over the approval that is left to them. */
const patienceMs = 15 * 60 * second

/**
 * A bad quarter of an hour in a minute: people propose, ask, approve, a runner executes, and then a rollback waits for
 * one more approval, which is left to whoever watches. Everybody goes through the product's own use-cases.
 */
export async function playIncident(services: Services, wait: Wait): Promise<void> {
  const { propose, command } = castOf(services)
  const runner = await runnerOf(services)
  const execute = async (id: string, seconds: number, outcome: Json) => {
    await wait(3 * second)
    await command(runner, id, { name: 'claim', lease_seconds: 300 })
    await wait(seconds * second)
    await command(runner, id, { name: 'mark_executed', outcome })
  }

  await propose(operator, {
    type: 'alert',
    target_ref: 'search-agent',
    reason: 'Error rate 18 % for three minutes, against 0.4 % usually.',
    mode: 'autonomous',
  })
  await wait(4 * second)
  await propose(operator, {
    type: 'create_incident',
    target_ref: 'search-agent',
    reason: 'Every second answer is an error since the deploy of 0c77e15.',
    mode: 'autonomous',
    payload: { title: 'Search agent fails on every second question', severity: 'sev2' },
  })
  await wait(4 * second)
  const throttled = await propose(operator, {
    type: 'throttle',
    target_ref: 'search-agent',
    reason: 'Retries double the load on the index; slow them down while we look.',
    payload: { requests_per_minute: 20 },
  })
  await wait(4 * second)
  await command(approver, throttled, { name: 'comment', body: 'Does that touch checkout as well?' })
  await wait(4 * second)
  await command(operator, throttled, { name: 'comment', body: 'No, checkout has an index of its own.' })
  await wait(3 * second)
  await command(approver, throttled, { name: 'approve', note: 'Then go.' })
  await execute(throttled, 4, { ok: true, requests_per_minute: { before: 400, after: 20 } })
  await wait(4 * second)
  const rollback = await propose(operator, {
    type: 'rollback_deploy',
    target_ref: 'search-agent@0c77e15',
    reason: 'The new build asks for a field that the index does not have. Last good build e19b3d0.',
    payload: { from: '0c77e15', to: 'e19b3d0' },
    through: 'assistant',
  })
  await wait(5 * second)
  await command(approver, rollback, {
    name: 'approve',
    confirmation: 'search-a',
    note: 'The stack trace names the field; e19b3d0 does not use it.',
  })
  if (await approved(services, rollback, wait))
    await execute(rollback, 6, { ok: true, build: 'e19b3d0', conversations_ended: 37, seconds: 6 })
}

/** The second approval is the newcomer's. If they decide otherwise, or not at all, that is where it ends. */
async function approved({ store, workspace }: Services, id: string, wait: Wait): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += second) {
    const status = (await findAction(store.read, workspace, id))?.action.progress.status
    if (status !== 'proposed') return status === 'approved'
    await wait(second)
  }
  return false
}

async function runnerOf({ store, workspace }: Services): Promise<Member> {
  const key = (await listKeys(store.read, workspace)).find(({ name }) => name === 'runner-eu-west')
  if (key === undefined) throw new Error('the sample has no runner')
  return { identity: keyIdentity(key), role: 'runner' }
}
