import { expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { castOf } from '../../main/sample/cast.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import { playIncident } from '../../main/sample/play-incident.ts'
import { commander } from '../../main/sample/queue-story.ts'
import type { Services } from '../../main/services.ts'
import { readQueue } from '../../main/store/action-queue.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'

const newest = async ({ store, workspace, clock }: Services, limit: number) => {
  const asked = { engine: store.engine, workspace, now: new Date(clock()).toISOString() }
  const rows = await readQueue(store.read, asked, {}, { sort: 'proposed_at', descending: true, limit })
  return rows.map(({ record }) => record.action)
}

/** Nobody waits; what the newcomer does happens instead of the n-th wait for them. */
const impatient = (atWait: (n: number) => Promise<void>) => {
  let waits = 0
  return () => atWait(++waits)
}

test('the incident is played to the last approval, which is the newcomer’s, and then executed', async () => {
  const services = await openSample({ log: createLog('silent') })
  const { command } = castOf(services)
  let decided = false
  await playIncident(
    services,
    impatient(async () => {
      const [rollback] = await newest(services, 1)
      if (decided || rollback?.proposal.tier !== 3 || rollback.approvals.length !== 1) return
      decided = true
      const { id } = rollback.proposal
      await command(commander, id, { name: 'approve', confirmation: 'search-a', note: 'Seen.' })
    }),
  )
  const played = await newest(services, 4)
  expect(played.map(({ proposal, progress }) => [proposal.type, progress.status])).toEqual([
    ['rollback_deploy', 'executed'],
    ['throttle', 'executed'],
    ['create_incident', 'executed'],
    ['alert', 'executed'],
  ])
  expect(await verifyDatabase({ database: services.database, workspace: 'sample' })).toMatchObject({ ok: true })
  await services.close()
})

test('whoever turns the rollback down ends it there', async () => {
  const services = await openSample({ log: createLog('silent') })
  const { command } = castOf(services)
  await playIncident(
    services,
    impatient(async () => {
      const [rollback] = await newest(services, 1)
      if (rollback?.proposal.tier === 3 && rollback.approvals.length === 1 && rollback.progress.status === 'proposed')
        await command(commander, rollback.proposal.id, { name: 'reject', note: 'Not without the index team.' })
    }),
  )
  const [rollback] = await newest(services, 1)
  expect(rollback?.progress).toMatchObject({ status: 'rejected' })
  await services.close()
})
