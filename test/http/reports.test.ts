import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { within } from '../../main/store/within.ts'
import { engines } from '../support/engines.ts'
import { pair, requestOf, spanId, spanOf, traceId } from '../telemetry/otlp-kit.ts'
import { jsonBody, startApp, type TestApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'

const judged = (changed: object = {}) => ({
  trace_id: traceId(1),
  rule: 'refund.amount',
  label: 'amber',
  score: 0.4,
  explanation: 'Above the usual amount.',
  frameworks: ['SOC 2'],
  at: '2026-04-29T14:00:00Z',
  ...changed,
})

describe.each(engines)('what others report, on %s', (engine) => {
  let app: TestApp
  let key: string
  let workspace: string
  let workspaces = 0
  beforeAll(async () => {
    // An hour after what is reported.
    app = await startApp(engine, { clock: () => Date.parse('2026-04-29T15:00:00Z') })
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    workspace = `w${++workspaces}`
    key = await app.keyFor(['runner'], workspace)
  })
  const report = (path: string, body: unknown, as = key) => app.ask(`/api/v1/${path}`, { ...jsonBody(body), key: as })
  const taken = async (path: string, body: unknown) => {
    const response = await report(path, body)
    expect(response.status).toBe(200)
    return response.json()
  }
  const read = () => app.services.store.read
  const evaluations = () =>
    within(workspace, () =>
      read().selectFrom('evaluation').selectAll().where('workspace', '=', workspace).orderBy('n').execute(),
    )
  const alerts = () =>
    within(workspace, () =>
      read().selectFrom('alert_event').selectAll().where('workspace', '=', workspace).orderBy('n').execute(),
    )

  describe('evaluations', () => {
    test('one, several, and again', async () => {
      const [first] = ((await taken('evaluations', judged())) as { ids: string[] }).ids
      expect(first).toMatch(/^[0-9a-f-]{36}$/)
      const both = { evaluations: [judged(), judged({ rule: 'tone', label: 'green' })] }
      expect(await taken('evaluations', both)).toEqual({ accepted: 1, known: 1, ids: [expect.any(String)] })
      expect(await taken('evaluations', both)).toEqual({ accepted: 0, known: 2, ids: [] })
      expect(await evaluations()).toMatchObject([
        {
          ...{ trace_id: traceId(1), agent: 'unknown', rule: 'refund.amount', source: 'reported', score: 0.4 },
          ...{ label: 'amber', explanation: 'Above the usual amount.', at_ms: Date.parse('2026-04-29T14:00:00Z') },
        },
        { rule: 'tone', label: 'green' },
      ])
    })

    test('what was sent of contributions is kept', async () => {
      const attributions = [
        { input: 'amount', value: 49.9, contribution: -0.2 },
        { input: 'age', contribution: 0.1 },
      ]
      await taken('evaluations', judged({ attributions, base: 0.9 }))
      expect(JSON.parse((await evaluations())[0]?.document ?? '{}')).toEqual({
        frameworks: ['SOC 2'],
        judged: null,
        sent: { base: 0.9, attributions: [attributions[0], { ...attributions[1], value: null }] },
      })
    })

    test('whose trace it is says the trace, unless the report does', async () => {
      const span = spanOf({ attributes: [pair('gen_ai.agent.name', 'bee')] })
      await app.ask('/v1/traces', { ...jsonBody(requestOf([span])), key })
      await taken('evaluations', { evaluations: [judged(), judged({ agent: 'wasp' })] })
      expect((await evaluations()).map(({ agent }) => agent)).toEqual(['bee', 'wasp'])
    })

    test.each<[string, object]>([
      ['no trace', { trace_id: 'abc' }],
      ['no label', { label: 'blue' }],
      ['no rule', { rule: '' }],
      ['a rule of two lines', { rule: 'a\nb' }],
      ['an agent that turns text around', { agent: 'a\u202eb' }],
      ['no date', { at: 'yesterday' }],
    ])('%s is refused, and all of its request', async (_, changed) => {
      await problemOf(await report('evaluations', { evaluations: [judged(), judged(changed)] }), 422, 'invalid_input')
      expect(await evaluations()).toEqual([])
    })

    test.each<[unknown, string | undefined]>([
      ['pass', 'green'],
      ['Not Relevant', 'red'],
      ['needs-review', 'amber'],
      [true, 'green'],
      ['0.83', undefined],
      ['mauve', undefined],
    ])('an event that says %s', async (said, label) => {
      const attributes = [
        pair('gen_ai.evaluation.name', 'relevance'),
        pair('gen_ai.evaluation.score.label', said as string),
        pair('gen_ai.evaluation.score.value', 0.5),
        pair('countersign.frameworks', ['EU AI Act']),
      ]
      const events = [{ name: 'gen_ai.evaluation.result', timeUnixNano: '1777471200020000000', attributes }]
      const sent = { ...jsonBody(requestOf([spanOf({ spanId: spanId(4), events })])), key }
      for (let time = 0; time < 2; time++) expect((await app.ask('/v1/traces', sent)).status).toBe(200)
      const expected = { label, rule: 'relevance', span_id: spanId(4), score: 0.5, frameworks: '["EU AI Act"]' }
      expect(await evaluations()).toMatchObject(label === undefined ? [] : [expected])
    })
  })

  describe('alerts', () => {
    const starts = '2026-04-29T14:00:00.123+02:00'
    const alert = (changed: object = {}) => ({
      status: 'firing',
      labels: { alertname: 'RefundRateHigh', agent: 'checkout-agent', severity: 'critical' },
      annotations: { summary: 'Refunds at 6.2 times their baseline.' },
      startsAt: starts,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://prometheus.example/graph?g0',
      fingerprint: 'c4f1e0a2b3d49c11',
      ...changed,
    })
    /** As Alertmanager sends it, with what we do not read. */
    const webhook = (...told: object[]) => ({
      ...{ version: '4', groupKey: '{}:{}', truncatedAlerts: 0, status: 'firing', receiver: 'countersign' },
      ...{ groupLabels: {}, commonLabels: {}, commonAnnotations: {}, externalURL: 'https://am.example' },
      alerts: told,
    })
    const resolved = alert({ status: 'resolved', endsAt: '2026-04-29T12:30:00Z' })

    test('fires, goes on, and is over: one alert', async () => {
      expect(await taken('alerts', webhook(alert()))).toEqual({ accepted: 1, left_out: 0 })
      expect(await alerts()).toMatchObject([
        {
          ...{ fingerprint: 'c4f1e0a2b3d49c11', source: 'alertmanager', name: 'RefundRateHigh', ends_ms: null },
          ...{ agent: 'checkout-agent', severity: 'critical', status: 'firing', starts_ms: Date.parse(starts) },
          summary: 'Refunds at 6.2 times their baseline.',
        },
      ])
      await taken('alerts', webhook(alert({ annotations: { summary: 'At 7 times.' } })))
      expect(await alerts()).toMatchObject([{ status: 'firing', summary: 'At 7 times.' }])
      await taken('alerts', webhook(resolved))
      expect(await alerts()).toMatchObject([{ status: 'resolved', ends_ms: Date.parse('2026-04-29T12:30:00Z') }])
    })

    test('what is over stays over, in whatever order it is told', async () => {
      await taken('alerts', webhook(resolved))
      await taken('alerts', webhook(alert()))
      expect(await alerts()).toMatchObject([{ status: 'resolved' }])
      await taken('alerts', webhook(resolved, alert()))
      expect(await alerts()).toMatchObject([{ status: 'resolved' }])
    })

    test('the same one later is another one', async () => {
      await taken('alerts', webhook(resolved, alert({ startsAt: '2026-04-29T18:00:00Z' })))
      expect((await alerts()).map(({ status }) => status).sort()).toEqual(['firing', 'resolved'])
    })

    test.each<[string, object[]]>([
      ['in two messages', [alert(), alert({ startsAt: '2026-04-29T14:05:00Z' })]],
      ['in the other order', [alert({ startsAt: '2026-04-29T14:05:00Z' }), alert()]],
      ['that is over already', [alert(), alert({ ...resolved, startsAt: '2026-04-29T14:05:00Z' })]],
    ])('one that begins anew, %s, ends what was firing before', async (_, told) => {
      await taken('alerts', webhook(alert({ fingerprint: 'another' })))
      for (const each of told) await taken('alerts', webhook(each))
      const found = (await alerts()).filter(({ fingerprint }) => fingerprint !== 'another')
      const before = found.find(({ starts_ms }) => starts_ms === Date.parse(starts))
      expect(before).toMatchObject({ status: 'resolved', ends_ms: Date.parse('2026-04-29T14:05:00Z') })
      expect(found).toHaveLength(2)
      expect((await alerts()).find(({ fingerprint }) => fingerprint === 'another')).toMatchObject({ status: 'firing' })
    })

    test('without a fingerprint its labels are one', async () => {
      const bare = alert({ fingerprint: undefined })
      await taken('alerts', webhook(bare))
      await taken('alerts', webhook(bare, alert({ fingerprint: undefined, labels: { alertname: 'Other' } })))
      expect((await alerts()).map(({ name, agent, severity }) => [name, agent, severity])).toEqual([
        ['RefundRateHigh', 'checkout-agent', 'critical'],
        ['Other', null, 'none'],
      ])
    })

    test('what it says is text on one line, and a link is one or none', async () => {
      const labels = { alertname: 'a\nb', agent: ' x\u202ey ', severity: '' }
      await taken('alerts', webhook(alert({ labels, generatorURL: 'javascript:alert(1)' })))
      const [found] = await alerts()
      expect(found).toMatchObject({ name: 'a b', agent: 'x y', severity: 'none' })
      expect(JSON.parse(found?.document ?? '{}')).toMatchObject({ generator_url: null, measured: null })
    })

    test('another workspace has none of it', async () => {
      await taken('alerts', webhook(alert()))
      workspace = 'elsewhere'
      expect(await alerts()).toEqual([])
    })
  })

  test.each(['evaluations', 'alerts'])('%s are taken from who may report', async (path) => {
    const viewer = await app.keyFor(['viewer'], workspace)
    await problemOf(await report(path, {}, viewer), 403, 'permission_denied')
    await problemOf(await report(path, {}), 422, 'invalid_input')
  })
})
