import { expect, test } from 'vitest'
import { placeFromLink } from '../../main/desktop/deep-links.ts'
import { noticeLink, testNotice } from '../../main/use-cases/connectors/messages/drill-notice.ts'
import { verified } from '../support/webhook-receiver.ts'
import { asJson } from './action-kit.ts'
import { connectors, integrationKey, signingSecret, type TestDrills, withDrills } from './deliver-kit.ts'

const engine = 'sqlite'
const owner_routes = {
  payments: { providers: [], acknowledgement_minutes: 15, escalation_owner: 'release-lead' },
}
const title = 'Checkout <!channel> & *friends* [rollback]'
const due = { title, owner_routes, owners: ['payments', 'platform'], next_due_at: '2026-11-24T08:30:00.000Z' }

async function told(kit: TestDrills, kind: 'slack' | 'teams' | 'webhook' | 'pagerduty', schedule: object = {}) {
  await kit.connect('way', kind)
  await kit.schedule({ ...due, notification_providers: ['way'], ...schedule })
  const { plan } = await kit.deliver()
  const [one] = kit.receiver.received
  if (one === undefined || kit.receiver.received.length > 1) throw new Error('expected one message')
  expect(one.headers['content-type']).toBe('application/json')
  expect(one.headers['user-agent']).toMatch(/^Countersign\//)
  return { plan_id: plan.plan_id, one, body: JSON.parse(one.body) }
}

const lines = [
  'payments: acknowledge by 2026-11-21 10:15 UTC, else release-lead',
  'platform: acknowledge by 2026-11-21 11:00 UTC',
]

test('Slack is told as an incoming webhook takes it: text for the notification, blocks for the channel', () =>
  withDrills(engine, async (kit) => {
    const { body, plan_id } = await told(kit, 'slack')
    const safe = 'Checkout &lt;!channel&gt; &amp; *friends* [rollback]'
    expect(body).toEqual({
      text: `Rollback drill due soon: ${safe} (staging). Due 2026-11-24 08:30 UTC.`,
      blocks: [
        {
          type: 'header',
          text: { type: 'plain_text', text: `Rollback drill due soon: ${title} (staging)`, emoji: false },
        },
        {
          type: 'section',
          fields: [
            { type: 'mrkdwn', text: '*Environment*\nstaging' },
            { type: 'mrkdwn', text: '*Due*\n2026-11-24 08:30 UTC' },
          ],
        },
        { type: 'section', text: { type: 'mrkdwn', text: lines.map((line) => `• ${line}`).join('\n') } },
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', text: `${plan_id} · countersign://drills?q=${plan_id}` }],
        },
      ],
    })
  }))

test('Teams is told by an Adaptive Card, as its Workflows take it; 202 is its yes', () =>
  withDrills(engine, async (kit) => {
    kit.receiver.answer(202)
    const { body, plan_id } = await told(kit, 'teams')
    const plain = 'Checkout <!channel> & ’friends’ (rollback)'
    expect(body).toEqual({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            body: [
              expect.objectContaining({ type: 'TextBlock', text: `Rollback drill due soon: ${plain} (staging)` }),
              {
                type: 'FactSet',
                facts: [
                  { title: 'Environment', value: 'staging' },
                  { title: 'Due', value: '2026-11-24 08:30 UTC' },
                  { title: 'Plan', value: plan_id },
                ],
              },
              ...lines.map((text) => ({ type: 'TextBlock', text, wrap: true })),
              expect.objectContaining({ type: 'TextBlock', text: `countersign://drills?q=${plan_id}` }),
            ],
          },
        },
      ],
    })
    expect((await kit.routes()).every(({ delivery }) => delivery === 'delivered')).toBe(true)
  }))

test('a webhook is signed by the Standard Webhooks convention', () =>
  withDrills(engine, async (kit) => {
    const { one, plan_id } = await told(kit, 'webhook')
    expect(verified(one, signingSecret, kit.time.now())).toEqual({
      type: 'drill.notification',
      timestamp: kit.time.text(),
      data: {
        plan_id,
        schedule_id: 'checkout',
        title,
        environment: 'staging',
        provider: 'way',
        alert_level: 'warning',
        next_due_at: due.next_due_at,
        owners: [
          {
            owner: 'payments',
            escalation_owner: 'release-lead',
            acknowledgement_minutes: 15,
            answer_by: kit.time.text(15 * 60),
          },
          {
            owner: 'platform',
            escalation_owner: 'platform',
            acknowledgement_minutes: 60,
            answer_by: kit.time.text(3600),
          },
        ],
        test: false,
      },
    })
    // What a message says to open is a link that the desktop takes.
    expect(placeFromLink(noticeLink({ ...testNotice('x', kit.time.text(), 'way'), plan_id, isTest: false }))).toEqual({
      ok: true,
      value: `#/drills?q=${plan_id}`,
    })
    expect(() => verified({ ...one, body: `${one.body} ` }, signingSecret, kit.time.now())).toThrow()
  }))

test.each([
  ['2026-11-24T08:30:00.000Z', 'warning', 'due soon'],
  ['2026-11-20T08:30:00.000Z', 'critical', 'overdue'],
])('PagerDuty is told by an event of its Events API v2; due %s is %s', (next_due_at, severity, word) =>
  withDrills(engine, async (kit) => {
    kit.receiver.answer(202)
    const { body, plan_id } = await told(kit, 'pagerduty', { next_due_at })
    expect(body).toMatchObject({
      routing_key: integrationKey,
      event_action: 'trigger',
      dedup_key: `${plan_id}/way`,
      payload: {
        summary: `Rollback drill ${word}: ${title} (staging)`,
        source: 'countersign',
        severity,
        timestamp: kit.time.text(),
        component: 'checkout',
        custom_details: { plan_id, owners: [{ owner: 'payments' }, { owner: 'platform' }] },
      },
    })
  }),
)

test('many owners make no message that a chat would refuse', () =>
  withDrills(engine, async (kit) => {
    const owners = Array.from({ length: 50 }, (_, i) => `${'owner of many things '.repeat(4)}${i}`)
    const { one } = await told(kit, 'slack', { owners, owner_routes: {}, title: 'x'.repeat(200) })
    expect(one.body).toContain('and 30 more')
    const { blocks } = JSON.parse(one.body) as { blocks: { text?: { text: string } }[] }
    expect(blocks[0]?.text?.text.length).toBeLessThanOrEqual(150)
    expect(blocks[2]?.text?.text.length).toBeLessThanOrEqual(3000)
    expect(Buffer.byteLength(one.body)).toBeLessThan(28_000)
  }))

test('nothing that is secret, that people wrote of each other, or that is an address of ours goes into a message', () =>
  withDrills(engine, async (kit) => {
    for (const kind of ['slack', 'teams', 'webhook', 'pagerduty'] as const) await kit.connect(kind, kind)
    await kit.schedule({ ...due, notification_providers: ['slack', 'teams', 'webhook', 'pagerduty'], owner_routes: {} })
    await kit.deliver()
    await asJson(await kit.send(`${connectors}/slack/test`, {}, 'admin'), 200)
    for (const { body, path } of kit.receiver.received) {
      expect(body).not.toMatch(/hush-hush|whsec_|127\.0\.0\.1|localhost|incident_commander|@/)
      expect(body.replace('http://adaptivecards.io/schemas/adaptive-card.json', '')).not.toMatch(/https?:/)
      if (!path.startsWith('/pagerduty')) expect(body).not.toContain(integrationKey)
    }
    expect(kit.receiver.received).toHaveLength(5)
  }))
