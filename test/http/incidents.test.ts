import type { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { knowActor } from '../../main/store/actors.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { revokeKey } from '../../main/use-cases/keys/revoke-key.ts'
import type { IncidentDetail, IncidentPage } from '../../shared/contract/incidents.ts'
import { IncidentDetail as DetailShape, IncidentPage as PageShape } from '../../shared/contract/incidents.ts'
import type { ActorList } from '../../shared/contract/workspace.ts'
import { engines } from '../support/engines.ts'
import { factsOf, tellSpans } from '../support/fleet-rows.ts'
import { ada, grace } from '../support/people.ts'
import { asJson, nobodyKnows, type Person, type Queue, startQueue } from './action-kit.ts'
import { problemOf } from './problem-shape.ts'

const incidents = '/api/v1/incidents'
type Detail = z.output<typeof IncidentDetail>
type Page = z.output<typeof IncidentPage>
type Step = 'assign' | 'link' | 'note' | 'resolve'

/** Each step as one asks for it who wants it to be done. */
const rightly: Record<Step, unknown> = {
  assign: { owner: null },
  link: { kind: 'trace', ref: '4bf92f3577b34da6a3ce929d0e0e4736' },
  note: { note: 'The cache was cold' },
  resolve: { note: 'Over' },
}
const steps = Object.keys(rightly) as Step[]

function deskOf(queue: Queue) {
  const { get, send } = queue
  const open = async (wanted: object = {}, who: Person = 'operator'): Promise<Detail> =>
    asJson<Detail>(await send(incidents, { title: 'Checkout is slow', severity: 'sev2', ...wanted }, who), 201)
  const ask = (id: string, step: Step, body: unknown = rightly[step], who: Person = 'operator') =>
    send(`${incidents}/${id}/${step}`, body, who)
  return {
    open,
    ask,
    did: async (id: string, step: Step, body?: unknown, who?: Person): Promise<Detail> =>
      asJson<Detail>(await ask(id, step, body, who), 200),
    show: async (id: string, who: Person = 'viewer'): Promise<Detail> =>
      asJson<Detail>(await get(`${incidents}/${id}`, who), 200),
    list: async (query = '', who: Person = 'viewer'): Promise<Page> =>
      asJson<Page>(await get(`${incidents}${query}`, who), 200),
    people: async (): Promise<z.output<typeof ActorList>['items']> =>
      (await asJson<z.output<typeof ActorList>>(await get('/api/v1/workspace/actors'), 200)).items,
  }
}

const told = ({ timeline }: Detail) => timeline.map(({ action }) => action)

describe.each(engines)('incidents on %s', (engine) => {
  let queue: Queue
  let desk: ReturnType<typeof deskOf>
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = deskOf(queue)
    await tellSpans(queue.services, 'w', [
      factsOf({ trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', start_us: queue.services.clock() * 1_000 }),
    ])
  })
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  const personId = async (name: string): Promise<string> => {
    const found = (await desk.people()).find((person) => person.name === name)
    if (!found) throw new Error(`${name} is not among the people`)
    return found.id
  }

  test('one is opened, and says what it is', async () => {
    const opened = await desk.open({ title: ' Checkout is slow ' })
    expect(DetailShape.parse(opened)).toEqual(opened)
    expect(opened).toMatchObject({
      title: 'Checkout is slow',
      severity: 'sev2',
      status: 'open',
      owner: null,
      opened_at: queue.time.text(),
      opened_by: { name: 'operator', via: 'api_key', verified: true },
      resolved_at: null,
      resolved_by: null,
      resolution: null,
      linked: 0,
      links: [],
      timeline_cut: false,
    })
    expect(opened.timeline).toMatchObject([
      {
        seq: opened.last_seq,
        action: 'incident.record.opened',
        subject: `incident:${opened.id}`,
        actor_id: opened.opened_by.id,
        data: { title: 'Checkout is slow', severity: 'sev2', action_id: null },
      },
    ])
    expect(opened.commands).toEqual(steps.map((name) => ({ name, enabled: true })))
    const { commands: _, ...seen } = await desk.show(opened.id)
    expect(opened).toMatchObject(seen)
  })

  test('its life is in the answer to each step, in order, and after it', async () => {
    const { id } = await desk.open()
    const owner = await personId('approver')
    expect((await desk.did(id, 'assign', { owner })).owner).toMatchObject({ id: owner, name: 'approver' })
    const linked = await desk.did(id, 'link')
    expect(linked).toMatchObject({ linked: 1, links: [{ ...(rightly.link as object), action: null }] })
    const noted = await desk.did(id, 'note', undefined, 'approver')
    expect(noted.last_seq).toBe(linked.last_seq)
    expect((await desk.did(id, 'assign', { owner: null })).owner).toBeNull()
    queue.time.pass(60)
    const over = await desk.did(id, 'resolve', { note: 'The cache is warm' }, 'approver')
    expect(over).toMatchObject({
      status: 'resolved',
      resolved_at: queue.time.text(),
      resolved_by: { id: owner },
      resolution: 'The cache is warm',
    })
    expect(told(over)).toEqual([
      'incident.record.opened',
      'incident.record.assigned',
      'incident.record.linked',
      'incident.record.noted',
      'incident.record.assigned',
      'incident.record.resolved',
    ])
    const { commands, ...rest } = await desk.show(id, 'operator')
    expect(over).toMatchObject(rest)
    expect(commands.map(({ name, enabled }) => [name, enabled])).toEqual([
      ['assign', false],
      ['link', false],
      ['note', true],
      ['resolve', false],
    ])
    const late = await desk.did(id, 'note', { note: 'Afterwards' }, 'approver')
    expect(late.timeline.at(-1)).toMatchObject({ action: 'incident.record.noted', data: { note: 'Afterwards' } })
    expect(late.last_seq).toBe(over.last_seq)
  })

  test('whoever it is assigned to is named in the timeline, and the ledger holds no name', async () => {
    const { id } = await desk.open()
    const owner = await personId('incident_commander')
    const { timeline, actors } = await desk.did(id, 'assign', { owner })
    const data = timeline.at(-1)?.data as { owner: { id: string; digest: string } }
    expect(data.owner.id).toBe(owner)
    expect(actors[data.owner.digest]).toMatchObject({ id: owner, name: 'incident_commander' })
    expect(JSON.stringify(timeline)).not.toContain('commander')
  })

  test('a linked action’s own entries are in the timeline, where they belong', async () => {
    const { id } = await desk.open()
    const before = await queue.propose({ type: 'rollback_deploy' })
    await desk.did(id, 'note', { note: 'Rolling back' })
    await queue.did(before.id, 'approve', 'approver')
    expect(told(await desk.show(id))).toEqual(['incident.record.opened', 'incident.record.noted'])
    const linked = await desk.did(id, 'link', { kind: 'action', ref: before.id })
    expect(linked.links).toMatchObject([
      {
        kind: 'action',
        ref: before.id,
        action: { type: 'rollback_deploy', tier: 3, target_ref: before.target_ref, status: 'proposed' },
      },
    ])
    await queue.did(before.id, 'approve', 'commander')
    const now = await desk.show(id)
    expect(told(now)).toEqual([
      'incident.record.opened',
      'action.proposal.created',
      'incident.record.noted',
      'action.proposal.approved',
      'incident.record.linked',
      'action.proposal.approved',
    ])
    expect(now.timeline.map(({ seq }) => seq)).toEqual(now.timeline.map(({ seq }) => seq).toSorted((a, b) => a - b))
    expect(now.links[0]?.action?.status).toBe('approved')
    for (const { actor_digest } of now.timeline) expect(now.actors[actor_digest]?.name).toMatch(/\w/)
    expect((await queue.row(before.id)).incidents).toEqual([expect.objectContaining({ id, status: 'open' })])
  })

  test('one that is opened for an action is linked to it from the start', async () => {
    const action = await queue.propose()
    const { links, linked, timeline, last_seq } = await desk.open({ action_id: action.id })
    expect({ linked, links }).toMatchObject({ linked: 1, links: [{ kind: 'action', ref: action.id, seq: last_seq }] })
    expect(timeline.map(({ subject }) => subject.split(':')[0])).toEqual(['action', 'incident'])
  })

  test('create_incident, run by itself, opens one that is linked to its action', async () => {
    const payload = { title: 'Two\nlines', severity: 'sev1' }
    const action = await queue.propose({ type: 'create_incident', mode: 'autonomous', payload })
    expect(action).toMatchObject({ status: 'executed' })
    const { incident } = action.outcome as { incident: { id: string; title: string } }
    const shown = await desk.show(incident.id)
    expect(shown).toMatchObject({ title: 'Two lines', severity: 'sev1', linked: 1, opened_by: { name: 'Countersign' } })
    expect(incident.title).toBe(shown.title)
    expect(told(shown)).toEqual(['action.proposal.created', 'incident.record.opened', 'action.proposal.executed'])
  })

  test('a title made of a long reason is cut between characters', async () => {
    const reason = '🔥'.repeat(300)
    const { outcome } = await queue.propose({ type: 'create_incident', mode: 'autonomous', target_ref: 'x', reason })
    const { title } = (outcome as { incident: { title: string } }).incident
    expect(title).toBe(`x: ${'🔥'.repeat(197)}`)
  })

  test('doing again what is done changes nothing, and is no entry', async () => {
    const { id } = await desk.open()
    const owner = await personId('operator')
    const action = await queue.propose()
    for (const [step, body] of [
      ['assign', { owner }],
      ['link', { kind: 'action', ref: action.id }],
      ['link', { kind: 'trace', ref: '4bf92f3577b34da6a3ce929d0e0e4736' }],
    ] as const) {
      const first = await desk.did(id, step, body)
      expect(await desk.did(id, step, body, 'approver')).toEqual(first)
    }
  })

  test('two notes that are committed together are both in the second answer', async () => {
    const { id } = await desk.open()
    const answers = await Promise.all(['one', 'two'].map((note) => desk.did(id, 'note', { note })))
    expect(answers.map(({ timeline }) => timeline.length).toSorted()).toEqual([2, 3])
  })

  test('of two who resolve at once, one does and the other is told', async () => {
    const { id } = await desk.open()
    const both = await Promise.all([desk.ask(id, 'resolve', {}), desk.ask(id, 'resolve', {}, 'approver')])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const lost = both.find(({ status }) => status === 409)
    const { by, at } = await problemOf(lost as Response, 409, 'invalid_transition')
    const { resolved_by, resolved_at } = await desk.show(id)
    expect({ by, at }).toEqual({ by: resolved_by?.id, at: resolved_at })
  })

  test('a repeated request has one effect, and the same answer byte for byte', async () => {
    const body = { title: 'Once', severity: 'sev4' }
    const twice = [1, 2].map(async () => (await queue.send(incidents, body, 'operator', { once: 'k' })).text())
    const [first, second] = await Promise.all(twice)
    expect(second).toBe(first)
    expect((await desk.list('?q=once')).items).toHaveLength(1)
    const { id } = JSON.parse(first ?? '') as Detail
    const note = () => queue.send(`${incidents}/${id}/note`, { note: 'n' }, 'operator', { once: 'n' })
    expect(await (await note()).text()).toBe(await (await note()).text())
    expect((await desk.show(id)).timeline).toHaveLength(2)
  })

  describe('refusals', () => {
    test.each<[what: string, body: unknown, at: unknown]>([
      ['no title', { severity: 'sev1' }, ['title']],
      ['an empty title', { title: ' ', severity: 'sev1' }, ['title']],
      ['a title of two lines', { title: 'a\nb', severity: 'sev1' }, ['title']],
      ['a title with a zero byte', { title: 'a\u0000', severity: 'sev1' }, ['title']],
      ['a title of 201 letters', { title: 'a'.repeat(201), severity: 'sev1' }, ['title']],
      ['no severity', { title: 'x' }, ['severity']],
      ['a severity of its own', { title: 'x', severity: 'sev0' }, ['severity']],
      ['an action that is none', { title: 'x', severity: 'sev1', action_id: 5 }, ['action_id']],
      ['an unknown action', { title: 'x', severity: 'sev1', action_id: nobodyKnows }, ['action_id']],
      ['no object', [], []],
    ])('opening with %s', async (_, body, at) => {
      const { issues } = await problemOf(await queue.send(incidents, body, 'operator'), 422, 'invalid_input')
      expect(issues).toContainEqual({ path: at, message: expect.stringMatching(/\w/) })
    })

    test.each<[what: string, step: Step, body: unknown, at: unknown]>([
      ['nothing', 'assign', {}, ['owner']],
      ['an owner that is a number', 'assign', { owner: 1 }, ['owner']],
      ['an owner that nobody knows', 'assign', { owner: nobodyKnows }, ['owner']],
      ['an owner with a zero byte', 'assign', { owner: 'a\u0000' }, ['owner']],
      ['a name for an id', 'assign', { owner: 'operator' }, ['owner']],
      ['an unknown kind', 'link', { kind: 'wish', ref: 'x' }, ['kind']],
      ['no ref', 'link', { kind: 'trace' }, ['ref']],
      ['an empty ref', 'link', { kind: 'trace', ref: '' }, ['ref']],
      ['a ref of two lines', 'link', { kind: 'deploy', ref: 'a\nb' }, ['ref']],
      ['a ref of 201 letters', 'link', { kind: 'drill', ref: 'a'.repeat(201) }, ['ref']],
      ['an unknown action', 'link', { kind: 'action', ref: nobodyKnows }, ['ref']],
      ['no note', 'note', {}, ['note']],
      ['a blank note', 'note', { note: ' \n' }, ['note']],
      ['a note with a zero byte', 'note', { note: 'a\u0000' }, ['note']],
      ['a note of 2,001 letters', 'note', { note: 'a'.repeat(2001) }, ['note']],
      ['a resolution of 2,001 letters', 'resolve', { note: 'a'.repeat(2001) }, ['note']],
      ['a resolution that is a number', 'resolve', { note: 1 }, ['note']],
    ])('%s to %s', async (_, step, body, at) => {
      const { id } = await desk.open()
      const { issues } = await problemOf(await desk.ask(id, step, body), 422, 'invalid_input')
      expect(issues).toContainEqual({ path: at, message: expect.stringMatching(/\w/) })
      expect((await desk.show(id)).timeline).toHaveLength(1)
    })

    test.each(['assign', 'link', 'resolve'] as const)('%s once it is resolved', async (step) => {
      const { id } = await desk.open()
      const { resolved_at, resolved_by } = await desk.did(id, 'resolve', undefined, 'approver')
      const refused = await problemOf(await desk.ask(id, step), 409, 'invalid_transition')
      expect(refused).toMatchObject({ status: 409, by: resolved_by?.id, at: resolved_at })
      expect((await desk.show(id)).timeline).toHaveLength(2)
    })

    test.each(steps)('%s by somebody who may not, whatever is sent', async (step) => {
      const { id } = await desk.open()
      for (const who of ['viewer', 'auditor', 'runner'] as const) {
        const refused = await problemOf(await desk.ask(id, step, { title: 5 }, who), 403, 'permission_denied')
        expect(refused).toMatchObject({ permission: 'actions.propose' })
      }
    })

    test('opening by somebody who may not', async () => {
      await problemOf(await queue.send(incidents, {}, 'viewer'), 403, 'permission_denied')
    })

    test.each(steps)('%s of what is not there, whoever asks and whatever is sent', async (step) => {
      for (const id of [nobodyKnows, 'x', '%F0%9F%94%A5'])
        for (const who of ['viewer', 'admin'] as const)
          await problemOf(await desk.ask(id, step, { title: 5 }, who), 404, 'not_found')
    })

    test.each([nobodyKnows, 'x', '%00'])('showing %s, which is not there', async (id) => {
      await problemOf(await queue.get(`${incidents}/${id}`), 404, 'not_found')
    })

    test.each([
      ['status=over', 'status'],
      ['severity=sev0', 'severity'],
      ['severity=sev1&severity=x', 'severity'],
      ['limit=0', 'limit'],
      ['limit=501', 'limit'],
      ['cursor=x', 'cursor'],
      [`cursor=${Buffer.from('incidents before 0').toString('base64url')}`, 'cursor'],
      ['owner=%00', 'owner'],
      [`q=${'x'.repeat(201)}`, 'q'],
    ])('a list with %s', async (query, at) => {
      const { issues } = await problemOf(await queue.get(`${incidents}?${query}`), 422, 'invalid_input')
      expect(JSON.stringify(issues)).toContain(`"path":["${at}"`)
    })
  })

  test('the database itself keeps what was opened, linked and resolved', async () => {
    const { id } = await desk.open()
    await desk.did(id, 'link')
    const over = await desk.open()
    await desk.did(over.id, 'resolve')
    const attempts = [
      `update incident set title = 'x' where id = '${id}'`,
      `update incident set severity = 'sev4' where id = '${id}'`,
      `update incident set opened_by = 'x' where id = '${id}'`,
      `update incident set owner = 'x', owner_digest = 'x' where id = '${over.id}'`,
      `update incident set status = 'open', resolved_at = null, resolved_by = null, resolved_by_digest = null where id = '${over.id}'`,
      `delete from incident where id = '${over.id}'`,
      `update incident_link set ref = 'x' where incident = '${id}'`,
      `delete from incident_link where incident = '${id}'`,
      ...(engine === 'postgresql'
        ? ['truncate incident cascade', 'truncate incident_link']
        : [
            `insert or replace into incident select * from incident where id = '${id}'`,
            `insert or replace into incident_link select * from incident_link where incident = '${id}'`,
          ]),
    ]
    for (const attempt of attempts)
      await expect(
        queue.services.store.write('w', (tx) => sql.raw(attempt).execute(tx.db)),
        attempt,
      ).rejects.toThrow(/never change|append-only/)
  })
})

describe.each(engines)('the list of incidents on %s', (engine) => {
  let queue: Queue
  let desk: ReturnType<typeof deskOf>
  const ids: string[] = []
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = deskOf(queue)
    for (let n = 0; n < 7; n += 1)
      ids.unshift((await desk.open({ title: `Größe nr${n} of checkout-agent`, severity: n % 2 ? 'sev1' : 'sev3' })).id)
    const [newest = '', second = ''] = ids
    const owner = (await desk.people()).find(({ name }) => name === 'approver')?.id
    await desk.did(newest, 'assign', { owner })
    await desk.did(second, 'resolve')
  })
  afterAll(() => queue.close())

  const found = async (query: string) => (await desk.list(query)).items.map(({ id }) => ids.indexOf(id))

  test('newest first, with how many there are of each status', async () => {
    const page = await desk.list()
    expect(PageShape.parse(page)).toEqual(page)
    expect(page.items.map(({ id }) => id)).toEqual(ids)
    expect(page).toMatchObject({ next_cursor: null, by_status: { open: 6, resolved: 1 } })
    expect(page.items[0]).toMatchObject({ owner: { name: 'approver' }, linked: 0 })
    expect(page.items[0]?.commands.every(({ enabled, reason }) => !enabled && reason)).toBe(true)
  })

  test.each([
    ['?status=open', [0, 2, 3, 4, 5, 6]],
    ['?status=resolved', [1]],
    ['?status=open&status=resolved', [0, 1, 2, 3, 4, 5, 6]],
    ['?severity=sev1', [1, 3, 5]],
    ['?severity=sev1&severity=sev2&status=open', [3, 5]],
    ['?severity=sev4', []],
    ['?owner=none', [1, 2, 3, 4, 5, 6]],
    ['?owner=nobody', []],
    ['?q=GR%C3%96SSE', []],
    ['?q=gr%C3%B6%C3%9F+CHECK', [0, 1, 2, 3, 4, 5, 6]],
    ['?q=nr6', [0]],
    ['?q=agent+sev1', [1, 3, 5]],
    ['?q=heckout', []],
    ['?q=%25', []],
    ['?q=+', [0, 1, 2, 3, 4, 5, 6]],
  ])('%s', async (query, expected) => {
    expect(await found(query)).toEqual(expected)
  })

  test('by owner, and by a pasted id', async () => {
    const owner = (await desk.people()).find(({ name }) => name === 'approver')?.id
    expect(await found(`?owner=${owner}`)).toEqual([0])
    expect(await found(`?q=${ids[4]}`)).toEqual([4])
  })

  test('the counts follow the filter, but not the status that is asked for', async () => {
    expect((await desk.list('?status=open&severity=sev1')).by_status).toEqual({ open: 2, resolved: 1 })
  })

  test.each([1, 2, 3, 7, 8])('in pages of %i, each once', async (limit) => {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page = await desk.list(`?limit=${limit}${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor
    }
    expect(seen).toEqual(ids)
  })

  test('a page after one that was opened meanwhile goes on where it was', async () => {
    const { next_cursor } = await desk.list('?limit=3')
    const { id } = await desk.open()
    expect((await desk.list(`?limit=3&cursor=${next_cursor}`)).items.map((each) => each.id)).toEqual(ids.slice(3, 6))
    ids.unshift(id)
  })
})

describe.each(engines)('incidents of two workspaces on %s', (engine) => {
  let queue: Queue
  let desk: ReturnType<typeof deskOf>
  let theirs: string
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = deskOf(queue)
    theirs = await queue.keyFor(['admin'], 'theirs')
  })
  afterAll(() => queue.close())

  const asThem = (path: string, body?: unknown) =>
    queue.ask(path, {
      key: theirs,
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })

  test('what is another’s is not there, byte for byte', async () => {
    const { id } = await desk.open()
    const ways: [path: string, body?: unknown][] = [
      ['', undefined],
      ...steps.map((s) => [`/${s}`, rightly[s]] as [string, unknown]),
    ]
    for (const [path, body] of ways) {
      const real = await asThem(`${incidents}/${id}${path}`, body)
      const unreal = await asThem(`${incidents}/${nobodyKnows}${path}`, body)
      expect(await real.text()).toBe(await unreal.text())
      expect(real.status).toBe(404)
    }
    expect(await (await asThem(incidents)).json()).toMatchObject({ items: [], by_status: { open: 0, resolved: 0 } })
    expect((await desk.show(id)).timeline).toHaveLength(1)
  })

  test('what is another’s cannot be linked, opened for, or made the owner', async () => {
    const action = await queue.propose()
    const own = (await (await asThem(incidents, { title: 'x', severity: 'sev1' })).json()) as Detail
    const owner = (await desk.people())[0]?.id
    for (const [path, body] of [
      [`/${own.id}/link`, { kind: 'action', ref: action.id }],
      [`/${own.id}/assign`, { owner }],
      ['', { title: 'x', severity: 'sev1', action_id: action.id }],
    ] as const)
      await problemOf(await asThem(`${incidents}${path}`, body), 422, 'invalid_input')
  })

  test('their people are theirs', async () => {
    const names = (await (await asThem('/api/v1/workspace/actors')).json()) as z.output<typeof ActorList>
    expect(names.items.map(({ name }) => name)).toEqual(['Ada', 'admin'])
    expect((await desk.people()).map(({ id }) => id)).not.toContain(names.items[0]?.id)
  })
})

test.each(engines)('an owner who has done nothing yet is on record too: on %s', async (engine) => {
  const queue = await startQueue(engine)
  const desk = deskOf(queue)
  const { store } = queue.services
  const { id: owner } = await store.write('w', (tx) => knowActor(tx, grace))
  const { id } = await desk.open()
  await desk.did(id, 'assign', { owner })
  expect(await queue.verify()).toMatchObject({ ok: true })
  await store.write('w', (tx) => tx.db.deleteFrom('actor').where('id', '=', owner).execute())
  expect(await queue.verify()).toMatchObject({ ok: false, first_bad: { why: expect.stringContaining('actor') } })
  expect((await desk.show(id)).owner).toMatchObject({ id: owner, name: 'unknown person' })
  await queue.close()
})

test.each(engines)('an owner who was erased stays the owner, without a name: on %s', async (engine) => {
  const queue = await startQueue(engine)
  const desk = deskOf(queue)
  const { id: owner } = await queue.services.store.write('w', (tx) => knowActor(tx, grace))
  const { id } = await desk.open()
  await desk.did(id, 'assign', { owner })
  expect((await desk.people()).map(({ name }) => name)).toContain('Grace')
  await eraseActor(queue.services, ada, { workspace: 'w', actor: owner })
  const shown = await desk.show(id)
  expect(shown.owner).toMatchObject({ id: owner, erased: true })
  expect(JSON.stringify(shown)).not.toMatch(/grace/i)
  expect((await desk.people()).map(({ id: each }) => each)).not.toContain(owner)
  await problemOf(await desk.ask((await desk.open()).id, 'assign', { owner }), 422, 'invalid_input')
  expect(await queue.verify()).toMatchObject({ ok: true })
  await queue.close()
})

test.each(engines)('a key that was revoked can no longer be given anything, by the list: on %s', async (engine) => {
  const queue = await startQueue(engine)
  const { people } = deskOf(queue)
  const { id } = await createRevocable(queue)
  expect((await people()).map(({ name }) => name)).toContain('laptop')
  await revokeKey(queue.services, ada, id)
  const names = (await people()).map(({ name }) => name)
  expect(names).not.toContain('laptop')
  expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other, 'en')))
  expect(names).not.toContain('Countersign')
  await queue.close()
})

const createRevocable = ({ services }: Queue) =>
  createKey(services, ada, { workspace: 'w', name: 'laptop', roles: ['viewer'] })
