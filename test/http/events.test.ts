import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listKeys } from '../../main/store/api-keys.ts'
import { within } from '../../main/store/within.ts'
import { revokeKey } from '../../main/use-cases/keys/revoke-key.ts'
import { Entry, EntryPage } from '../../shared/contract/audit.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { startApp, type TestApp } from './harness.ts'
import { readEvents, seqsOf } from './sse.ts'

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)

describe.each(engines)('the event stream on %s', (engine) => {
  let app: TestApp
  let key: string
  let size = 6
  beforeAll(async () => {
    app = await startApp(engine, { heartbeatMs: 30 })
    key = await app.keyFor(['viewer'])
    await app.fill(4)
  })
  afterAll(() => app.close())

  const connect = async (query = '', lastEventId?: string) => {
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
    const response = await app.ask(`/api/v1/events${query}`, { key, headers })
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'text/event-stream',
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    return readEvents(response)
  }
  const append = async () => {
    await app.fill(1)
    size += 1
  }

  test.each<[what: string, query: string, lastEventId: string | undefined, first: number | 'next']>([
    ['from now on, when nothing is said', '', undefined, 'next'],
    ['from the beginning', '?after=0', undefined, 1],
    ['after an entry', '?after=3', undefined, 4],
    ['after the last event seen', '', '2', 3],
    ['after the last event seen, though the address says otherwise', '?after=5', '2', 3],
    ['from where the address says, when the last event is nonsense', '?after=5', 'abc', 6],
    ['from where the address says, when the last event is negative', '?after=5', '-1', 6],
    ['from now on, when the last event is nonsense', '', '1e3', 'next'],
    ['from the beginning, by the last event', '', '0', 1],
  ])('begins %s', async (_, query, lastEventId, first) => {
    const from = first === 'next' ? size + 1 : first
    const stream = await connect(query, lastEventId)
    await append()
    expect(seqsOf(await stream.take(size - from + 1))).toEqual(range(from, size))
    await stream.cancel()
  })

  test('an event is called entry, has the sequence number as its id, and the entry as it stands in the ledger', async () => {
    const stream = await connect('?after=0')
    const events = await stream.take(size)
    const { items } = EntryPage.parse(await (await app.ask('/api/v1/audit/entries?limit=500', { key })).json())
    expect(events.map((event) => ({ event: event.event, id: event.id }))).toEqual(
      range(1, size).map((seq) => ({ event: 'entry', id: `${seq}` })),
    )
    expect(events.map((event) => Entry.strict().parse(JSON.parse(event.data)))).toEqual(items)
    await stream.cancel()
  })

  test('a place beyond the end is of another ledger, and is refused rather than waited for', async () => {
    const refused = await app.ask(`/api/v1/events?after=${size + 1}`, { key })
    expect({ status: refused.status, ...((await refused.json()) as object) }).toMatchObject({
      status: 422,
      code: 'range_out_of_tree',
      size,
    })
    const stream = await connect(`?after=${size}`)
    await append()
    expect(seqsOf(await stream.take(1))).toEqual([size])
    await stream.cancel()
  })

  test('another workspace’s commits do not keep it from saying that it is there', async () => {
    const stream = await connect()
    let going = true
    const noise = (async () => {
      while (going) await app.fill(1, 'busy')
    })()
    await stream.comment('still here')
    going = false
    await noise
    await stream.cancel()
  })

  test('a key’s stream ends with the entry that revokes it', async () => {
    const own = await app.keyFor(['viewer'])
    size += 1
    const stream = readEvents(await app.ask('/api/v1/events', { key: own }))
    const [row] = (await within('w', () => listKeys(app.services.store.read, 'w'))).slice(-1)
    await revokeKey(app.services, ada, row?.id ?? '')
    await append()
    size += 1
    const events = await stream.rest()
    expect(events.map((event) => JSON.parse(event.data).action)).toEqual(['access.key.revoked'])
  })

  test('while nothing happens it says that it is there', async () => {
    const stream = await connect()
    await stream.comment('still here')
    await append()
    expect(seqsOf(await stream.take(1))).toEqual([size])
    await stream.cancel()
  })

  test('a long ledger comes whole and in order, also to a slow reader', async () => {
    const stream = await connect(`?after=${size}`)
    await app.fill(1_700)
    const first = await stream.take(1)
    await app.fill(10)
    expect(seqsOf([...first, ...(await stream.take(1_709))])).toEqual(range(size + 1, size + 1_710))
    size += 1_710
    await stream.cancel()
  })
})
