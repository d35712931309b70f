import { expect, test } from 'vitest'
import { placeFromLink } from '../../../main/desktop/deep-links.ts'
import {
  type DeployNews,
  type DeployNotice,
  deployNews,
} from '../../../main/use-cases/connectors/messages/deploy-notice.ts'
import { outgoing } from '../../../main/use-cases/connectors/messages/outgoing.ts'
import type { ConnectorKind } from '../../../shared/domain/connector.ts'
import { verified } from '../../support/webhook-receiver.ts'

const now = Date.parse('2026-04-29T14:33:00.000Z')
const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`
const rollback_command = 'heroku releases:rollback --app raxx-console-prod'
const deploy_id = '01890000-0000-7000-8000-000000000001'

const noticeOf = (news: DeployNews, more: Partial<DeployNotice> = {}): DeployNotice => ({
  ...{ id: 'n1', at: '2026-04-29T14:33:00.000Z', provider: 'way', deploy_id, news, kind: 'deploy' },
  ...{ environment: 'production', surface: 'console', surface_name: 'Console', target_app: 'raxx-console-prod' },
  ...{ from_sha: 'a'.repeat(40), to_sha: 'b'.repeat(40), who: 'kristerpher', detail: null, rollback_command },
  outcome: news === 'approval_needed' ? null : news === 'watch_alert' ? 'success' : news,
  run_url: null,
  ...more,
})

const headlines: Record<DeployNews, string> = {
  approval_needed: 'PRODUCTION: the deploy of console needs an approval',
  success: 'PRODUCTION: console was deployed',
  blocked: 'PRODUCTION: the deploy of console was blocked by its smoke gate',
  deploy_failed: 'PRODUCTION: the deploy of console failed',
  rejected: 'PRODUCTION: the deploy of console was rejected',
  health_check_failed: 'PRODUCTION: console is not well after its deploy',
  unknown: 'PRODUCTION: what became of the deploy of console is not known',
  watch_alert: 'PRODUCTION: console is not well any more',
}
const outcomes: Record<DeployNews, string> = {
  approval_needed: 'waits for an approval',
  success: 'success',
  blocked: 'blocked',
  deploy_failed: 'deploy failed',
  rejected: 'rejected',
  health_check_failed: 'health check failed',
  unknown: 'unknown',
  watch_alert: 'health breach',
}
const severities: Record<DeployNews, string> = {
  ...{ approval_needed: 'warning', success: 'info', blocked: 'warning', rejected: 'warning' },
  ...{ deploy_failed: 'critical', health_check_failed: 'critical', unknown: 'critical', watch_alert: 'critical' },
}
const link = `countersign://deploys/${deploy_id}`
const commits = 'aaaaaaaaaaaa → bbbbbbbbbbbb'

const sent = (kind: ConnectorKind, notice: DeployNotice) => {
  const message = outgoing(kind, { url: 'https://hooks.example/x', secret }, notice, now)
  if (message === null) throw new Error('nothing was sent')
  return { ...message, body: JSON.parse(message.body) }
}

test.each(deployNews)('P6: %s says to Slack where, what, from where to where, by whom, and how to go back', (news) => {
  const { body } = sent(
    'slack',
    noticeOf(news, { detail: 'Five probes failed.', run_url: 'https://forge.example/r/1' }),
  )
  expect(body).toEqual({
    text: `${headlines[news]}.`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: headlines[news], emoji: false } },
      {
        type: 'section',
        fields: [
          { type: 'mrkdwn', text: '*Environment*\nPRODUCTION' },
          { type: 'mrkdwn', text: '*Surface*\nConsole (console, raxx-console-prod)' },
          { type: 'mrkdwn', text: `*Commits*\n${commits}` },
          { type: 'mrkdwn', text: '*By*\nkristerpher' },
          { type: 'mrkdwn', text: `*Outcome*\n${outcomes[news]}` },
        ],
      },
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: `Five probes failed.\nRoll back: ${rollback_command}\nRun: https://forge.example/r/1`,
        },
      },
      { type: 'context', elements: [{ type: 'mrkdwn', text: link }] },
    ],
  })
})

test.each(deployNews)('%s says the same to Teams, by an Adaptive Card', (news) => {
  const { body } = sent('teams', noticeOf(news))
  expect(body).toMatchObject({ type: 'message', attachments: [{ content: { type: 'AdaptiveCard', version: '1.4' } }] })
  expect(body.attachments[0].content.body).toEqual([
    expect.objectContaining({ type: 'TextBlock', text: headlines[news], weight: 'Bolder' }),
    {
      type: 'FactSet',
      facts: [
        { title: 'Environment', value: 'PRODUCTION' },
        { title: 'Surface', value: 'Console (console, raxx-console-prod)' },
        { title: 'Commits', value: commits },
        { title: 'By', value: 'kristerpher' },
        { title: 'Outcome', value: outcomes[news] },
      ],
    },
    { type: 'TextBlock', text: `Roll back: ${rollback_command}`, wrap: true },
    expect.objectContaining({ type: 'TextBlock', text: link }),
  ])
})

test.each(deployNews)('%s is an event of PagerDuty, one alert per deploy, which success ends', (news) => {
  const { body } = sent('pagerduty', noticeOf(news))
  expect(body).toMatchObject({
    routing_key: secret,
    event_action: news === 'success' ? 'resolve' : 'trigger',
    dedup_key: `${deploy_id}/way`,
    payload: {
      summary: headlines[news],
      severity: severities[news],
      component: 'console',
      group: 'raxx-console-prod',
      custom_details: { environment: 'production', who: 'kristerpher', rollback_command, open: link },
    },
  })
})

test.each(deployNews)('%s is signed for a webhook, by the Standard Webhooks convention', (news) => {
  const message = outgoing('webhook', { url: 'https://hooks.example/x', secret }, noticeOf(news), now)
  if (message === null) throw new Error('nothing was sent')
  const { id: _, at, ...data } = noticeOf(news)
  expect(verified({ headers: message.headers, body: message.body, path: '/' }, secret, now)).toEqual({
    type: 'deploy.notification',
    timestamp: at,
    data: { ...data, headline: headlines[news] },
  })
})

test.each(['desktop', 'sample'] as const)('%s sends nothing', (kind) => {
  expect(outgoing(kind, { url: undefined, secret: undefined }, noticeOf('success'), now)).toBe(null)
})

test('the environment is named before everything else, whichever it is', () => {
  const { body } = sent('slack', noticeOf('success', { environment: 'staging', kind: 'rollback' }))
  expect(body.text).toBe('STAGING: console was rolled back.')
})

test('what somebody wrote calls nobody and is no link', () => {
  const detail = '<!channel> [click](https://evil.example) *now*'
  expect(JSON.stringify(sent('slack', noticeOf('blocked', { detail })).body)).not.toContain('<!channel>')
  expect(JSON.stringify(sent('teams', noticeOf('blocked', { detail })).body)).not.toMatch(/\[click\]|\*now\*/)
})

test('its link opens the deploy on any machine that has Countersign', () => {
  expect(placeFromLink(link)).toEqual({ ok: true, value: `#/deploys/${deploy_id}` })
})
