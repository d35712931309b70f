import { afterAll, beforeAll, expect, test } from 'vitest'
import { samplePeople } from '../../main/identity/sample.ts'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import type { Services } from '../../main/services.ts'
import { findActorId } from '../../main/store/actors.ts'
import { readSessions } from '../../main/store/chats.ts'
import { readPauses } from '../../main/store/pauses.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { readHistory } from '../../main/use-cases/chat/read-history.ts'
import { sourcesOf } from '../../shared/domain/tile-sources.ts'

let services: Services
beforeAll(async () => {
  services = await openSample({ log: createLog('silent') })
}, 120_000)
afterAll(() => services.close())

async function chatsOf(archived: boolean) {
  const { store, workspace } = services
  const owner = (await findActorId(store.read, workspace, samplePeople.commander)) ?? ''
  const sessions = await readSessions(store.read, workspace, { owner, archived }, { limit: 10 })
  return Promise.all(
    sessions.map(async ({ session_id, ...session }) => ({
      ...session,
      messages: await readHistory(store.read, workspace, session_id, 40),
    })),
  )
}

test('the commander has asked before, in three chats of which one is put away', async () => {
  expect((await chatsOf(false)).map(({ title }) => title)).toEqual([
    'How are my agents?',
    "What's the error rate on research-agent?",
  ])
  expect((await chatsOf(true)).map(({ title }) => title)).toEqual([
    'How much did we spend yesterday, and are we still SOC 2 comp',
  ])
})

test('every question has its reply, with figures of its time and a tile for each', async () => {
  const chats = [...(await chatsOf(false)), ...(await chatsOf(true))]
  const kinds = chats.map(({ messages }) => messages.flatMap(({ tiles }) => tiles.map(({ kind }) => kind)))
  expect(kinds).toEqual([
    ['fleet_status', 'pause_control', 'rule_violation', 'anomaly_alert', 'pause_control'],
    ['fleet_status', 'cost_chart'],
    ['cost_chart', 'compliance_score'],
  ])
  for (const { messages, message_count, created_at, updated_at } of chats) {
    expect(messages.map(({ role }) => role)).toEqual(messages.map((_, i) => (i % 2 ? 'assistant' : 'user')))
    expect(messages).toHaveLength(message_count)
    const times = [created_at, ...messages.map((each) => each.created_at), updated_at]
    expect(times).toEqual(times.toSorted())
    expect(Date.parse(updated_at)).toBeLessThan(services.clock())
    for (const { role, content, tiles, status } of messages) {
      expect(status).toBe('complete')
      // Each claim names the tile that it is taken from.
      if (role === 'assistant') for (const { ref } of sourcesOf(tiles)) expect(content).toContain(`[${ref}]`)
    }
  }
  // There was something to be asked about.
  const text = chats.flatMap(({ messages }) => messages.map(({ content }) => content)).join('\n')
  expect(text).not.toMatch(/\b0 runs|\$0\b|There was no alert|No amber/)
})

test('one agent stands still, and another one did', async () => {
  const { store, workspace, clock } = services
  const now = new Date(clock()).toISOString()
  const active = await readPauses(store.read, workspace, { activeAt: now }, {})
  expect(active.map(({ pause }) => pause.agent)).toEqual(['billing-agent'])
  const all = await readPauses(store.read, workspace, {}, {})
  expect(all.map(({ pause }) => [pause.agent, pause.resumed !== null])).toEqual([
    ['billing-agent', false],
    ['support-agent', true],
  ])
})

test('the ledger says that they were begun and put away, in its order, and verifies', async () => {
  const { store, workspace, database } = services
  const rows = await store.read
    .selectFrom('ledger_entry')
    .select(['seq', 'action', 'body'])
    .where('workspace', '=', workspace)
    .orderBy('seq')
    .execute()
  const said = rows.map(({ action }) => action).filter((action) => /^(chat|agent)\./.test(action ?? ''))
  expect(said).toEqual([
    'chat.session.created',
    'chat.session.archived',
    'agent.pause.set',
    'agent.pause.ended',
    'chat.session.created',
    'agent.pause.set',
    'chat.session.created',
  ])
  const times = rows.map(({ body }) => JSON.parse(body ?? '{}').at)
  expect(times).toEqual(times.toSorted())
  expect(JSON.stringify(rows)).not.toContain('How are my agents?')
  expect(await verifyDatabase({ database, workspace })).toMatchObject({ ok: true })
})
