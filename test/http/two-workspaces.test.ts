import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leafHash } from '../../main/ledger/hash.ts'
import { signCheckpoint } from '../../main/ledger/signer.ts'
import { engines } from '../support/engines.ts'
import { canary, openWorld, type World } from '../support/probes/world.ts'
import { jsonBody } from './harness.ts'
import { readEvents, seqsOf } from './sse.ts'

describe.each(engines)('two workspaces on %s', (engine) => {
  let world: World
  let theirs: string
  let ours: string
  beforeAll(async () => {
    world = await openWorld(engine)
    theirs = await world.app.keyFor(['admin'], 'theirs')
    ours = await world.app.keyFor(['admin'], 'ours')
  })
  afterAll(() => world.close())

  const propose = (bearer: string, once: string, reason: string) => {
    const { body } = jsonBody({ type: 'throttle', target_ref: 'checkout-agent@4f2c9e1', reason })
    const headers = { 'content-type': 'application/json', 'idempotency-key': once }
    return world.app.ask('/api/v1/deployments/actions', { method: 'POST', body: body ?? null, headers, key: bearer })
  }

  test('a key for once is each workspace’s own, also of one person in both', async () => {
    const people = ['ours', 'theirs'].map((workspace) => world.tokenIn(workspace))
    const bearers = [ours, theirs, ...(await Promise.all(people))]
    const answers = await Promise.all(bearers.map((bearer) => propose(bearer, 'k-1', 'The canary drifts')))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    const made = await Promise.all(answers.map(async (answer) => JSON.parse(await answer.text()) as { id: string }))
    expect(new Set(made.map(({ id }) => id)).size).toBe(4)
    // Used for something else it is refused in one's own, which says nothing of another's.
    expect((await propose(theirs, 'k-2', 'The canary drifts')).status).toBe(201)
    expect((await propose(ours, 'k-2', 'Something else')).status).toBe(201)
  })

  test('a page’s cursor that is theirs leads to nothing but our own', async () => {
    for (const path of ['/api/v1/deployments/actions', '/api/v1/incidents']) {
      for (let i = 0; i < 2; i++) for (const key of [ours, theirs]) await makeOne(path, key, i)
      const page = await world.app.ask(`${path}?limit=1`, { key: theirs })
      const { next_cursor } = JSON.parse(await page.text()) as { next_cursor: string }
      const answer = await world.app.ask(`${path}?cursor=${next_cursor}`, { key: ours })
      expect(answer.status).toBe(200)
      expect(await answer.text()).not.toContain(canary)
    }
  })

  const makeOne = async (path: string, key: string, i: number) => {
    const mark = key === theirs ? canary : 'ours'
    const body = path.endsWith('incidents')
      ? { title: `${mark} ${i}`, severity: 'sev3' }
      : { type: 'throttle', target_ref: `${mark}-${i}`, reason: mark }
    expect((await world.app.ask(path, { ...jsonBody(body), key })).status).toBe(201)
  }

  test('a checkpoint of theirs is to us one of a workspace that never was', async () => {
    const { services } = world.app
    const verify = async (checkpoint: string, workspace: string) => {
      const answer = await world.app.ask('/api/v1/audit/verify', { ...jsonBody({ checkpoint }), key: ours })
      return { status: answer.status, body: (await answer.text()).replaceAll(workspace, 'W') }
    }
    const signed = (workspace: string) =>
      signCheckpoint(services.signer, services.origin(workspace), 3, leafHash(new Uint8Array()))
    const real = await (await world.app.ask('/api/v1/audit/checkpoint', { key: theirs })).text()
    const never = await verify(signed('nobodys'), 'nobodys')
    expect(await verify(signed('theirs'), 'theirs')).toEqual(never)
    expect(await verify(real, 'theirs')).toEqual(never)
  })

  test('a stream of ours keeps its own count whatever happens there', async () => {
    const { size } = JSON.parse(await (await world.app.ask('/api/v1/audit/entries?limit=1', { key: ours })).text())
    const events = readEvents(await world.app.ask('/api/v1/events', { key: ours }))
    await world.app.fill(7, 'theirs')
    await world.app.fill(2, 'ours')
    const seen = await events.take(2)
    await events.cancel()
    expect(seqsOf(seen)).toEqual([size + 1, size + 2])
    expect(JSON.stringify(seen)).not.toContain('theirs')
  })
})
