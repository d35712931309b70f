import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEntries } from '../../main/store/entries.ts'
import { within } from '../../main/store/within.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { jsonBody, startApp, type TestApp } from '../http/harness.ts'
import { engines } from '../support/engines.ts'
import { drillStory, hostile } from '../support/evidence/drill-story.ts'
import { exported, exportPath, filesIn, manifestOf, rowsOf, textOf, verified } from '../support/evidence/packages.ts'
import { ada } from '../support/people.ts'

describe.each(engines)('a package of evidence on %s', (engine) => {
  let app: TestApp
  let key: string
  beforeAll(async () => {
    app = await startApp(engine)
    key = await app.keyFor(['auditor'])
    await drillStory(app.services)
  })
  afterAll(() => app.close())

  const newest = async () => {
    const [entry] = await within('w', () => readEntries(app.services.store.read, 'w', { order: 'desc', limit: 1 }))
    return entry ?? expect.fail('the ledger is empty')
  }

  test.each([{ kind: 'ledger' }, { kind: 'drills' }, { kind: 'actions' }, { kind: 'drills', filter: { q: 'nobody' } }])(
    'holds, and is the ledger’s: %j',
    async (wanted) => {
      const report = await verified(await exported(app, key, wanted), app.services.signer.publicKey)
      expect(report).toMatchObject({ ok: true, first_bad: null, kind: wanted.kind })
    },
  )

  test('has the routes as their entries made them', async () => {
    const files = await filesIn(await exported(app, key, { kind: 'drills', filter: { superseded: true } }))
    const rows = rowsOf(files, 'routes.json')
    const by = (plan: string, owner: string, provider: string) =>
      rows.find((row) => row.plan_id === plan && row.owner === owner && row.provider === provider)
    expect(rows).toHaveLength(4 + 2 + 4)
    expect(by('gordn-1', 'risk', 'slack')).toMatchObject({
      state: 'resolved',
      superseded_by: null,
      external_ref: 'JIRA-1',
    })
    expect(by('gordn-1', 'risk', 'teams')).toMatchObject({ state: 'outstanding', superseded_by: 'gordn-3' })
    expect(by('gordn-3', 'risk', 'teams')).toMatchObject({ state: 'outstanding', superseded_by: null })
    expect(rowsOf(files, 'acknowledgements.json').map(({ state }) => state)).toEqual([
      'acknowledged',
      'resolved',
      'acknowledged',
    ])
  })

  test('leaves out what a later plan took over, and what is about other schedules', async () => {
    const files = await filesIn(await exported(app, key, { kind: 'drills', filter: { schedule_id: 'search' } }))
    expect(rowsOf(files, 'routes.json').map(({ owner, provider }) => [owner, provider])).toEqual([
      ['search-team', 'slack'],
      ['search-team', 'teams'],
    ])
    expect(textOf(files, 'ledger/entries.jsonl')).not.toContain('payments')
    expect(manifestOf(files)).toMatchObject({ rows: 2, entries: 3, filter: { schedule_id: ['search'] } })
  })

  test('names people only where their digests are opened', async () => {
    const files = await filesIn(await exported(app, key, { kind: 'drills', filter: {} }))
    const actors = rowsOf(files, 'actors.json')
    expect(actors.map(({ name }) => name).sort()).toEqual(['Ada', 'Grace'])
    for (const [name, bytes] of files)
      if (name !== 'actors.json' && name !== 'index.html') expect(bytes.toString()).not.toMatch(/Grace|grace@/)
    expect(textOf(files, 'index.html')).toContain('Grace &lt;grace@example.com&gt;')
  })

  test('makes what a stranger wrote inert, in the table and on the page', async () => {
    const files = await filesIn(await exported(app, key, { kind: 'drills', filter: {} }))
    const table = textOf(files, 'acknowledgements.csv')
    expect(table).toContain(`"'=HYPERLINK(""http`)
    expect(table).not.toMatch(/(^|,)"?=/m)
    const page = textOf(files, 'index.html')
    expect(page).not.toMatch(/<script|<b>|\u202E/)
    expect(page).toContain('&lt;script&gt;')
    expect(rowsOf(files, 'acknowledgements.json')[0]).toMatchObject({ notes: hostile })
  })

  test('is the same, byte for byte, of the same tree; and who took it is in the ledger', async () => {
    const size = (await newest()).seq + 1
    const wanted = { kind: 'drills', filter: { state: ['outstanding', 'resolved'], owner: '' } }
    const before = await exported(app, key, wanted)
    const entry = await newest()
    expect(entry).toMatchObject({
      seq: size,
      action: 'evidence.package.exported',
      subject: 'workspace:w',
      data: { kind: 'drills', filter: { state: ['outstanding', 'resolved'] } },
    })
    expect(manifestOf(await filesIn(before))).toMatchObject({ size, rows: 6, as_of: entry.at })
    await app.fill(700)
    expect((await exported(app, key, { ...wanted, size })).equals(before)).toBe(true)
    expect(
      (
        await exported(app, key, { ...wanted, filter: { ...wanted.filter, state: ['resolved', 'outstanding'] }, size })
      ).equals(before),
    ).toBe(true)
    const ledger = await exported(app, key, { kind: 'ledger', size })
    await app.fill(1)
    expect((await exported(app, key, { kind: 'ledger', size })).equals(ledger)).toBe(true)
  })

  test('spans the groups of the kept tree, whole and in part', async () => {
    await app.fill(600)
    for (const filter of [{}, { subject: 'note:3' }, { after: '530' }, { action: 'test.' }]) {
      const bytes = await exported(app, key, { kind: 'ledger', filter })
      expect(await verified(bytes)).toMatchObject({ ok: true, first_bad: null })
    }
  })

  test('is refused in words where it cannot be: a tree that is not there, a filter that is none', async () => {
    const refusalOf = async (wanted: object) => {
      const response = await app.ask(exportPath, { key, ...jsonBody(wanted) })
      return [response.status, ((await response.json()) as { code: string }).code]
    }
    expect(await refusalOf({ kind: 'ledger', size: 1_000_000 })).toEqual([422, 'range_out_of_tree'])
    expect(await refusalOf({ kind: 'drills', filter: { colour: 'red' } })).toEqual([422, 'invalid_input'])
    expect(await refusalOf({ kind: 'drills', filter: { state: 'asleep' } })).toEqual([422, 'invalid_input'])
    expect(await refusalOf({ kind: 'secrets' })).toEqual([422, 'invalid_input'])
  })

  test('says of who was erased that they were', async () => {
    const erased = await eraseActor(app.services, ada, { workspace: 'w', actor: 'grace@example.com' })
    expect(erased.ok).toBe(true)
    const bytes = await exported(app, key, { kind: 'drills', filter: {} })
    expect(await verified(bytes)).toMatchObject({ ok: true, erased: 1 })
    expect(textOf(await filesIn(bytes), 'index.html')).not.toContain('Grace')
  })
})
