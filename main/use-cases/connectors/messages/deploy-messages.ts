import { type DeployNotice, deployFacts, deployHeadline, deployLink, deploySeverity } from './deploy-notice.ts'
import { longestSummary } from './pagerduty-event.ts'
import { cut, escaped, longestHeader, longestSection, markdown } from './slack-text.ts'
import { block, cardWith, plain } from './teams-text.ts'

/** What comes after the facts, each in a line of its own. */
function remarks({ detail, rollback_command, run_url }: DeployNotice): string[] {
  return [
    ...(detail === null ? [] : [detail]),
    ...(rollback_command === null ? [] : [`Roll back: ${rollback_command}`]),
    ...(run_url === null ? [] : [`Run: ${run_url}`]),
  ]
}

/** See slack-message.ts for the form. */
export function slackDeploy(notice: DeployNotice) {
  const headline = deployHeadline(notice)
  const fields = deployFacts(notice).map(([name, value]) => markdown(`*${name}*\n${escaped(value)}`))
  const told = remarks(notice).map(escaped).join('\n')
  return {
    text: escaped(`${headline}.`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(headline, longestHeader), emoji: false } },
      { type: 'section', fields },
      ...(told === '' ? [] : [{ type: 'section', text: markdown(cut(told, longestSection)) }]),
      { type: 'context', elements: [markdown(deployLink(notice))] },
    ],
  }
}

/** See teams-message.ts for the form. */
export function teamsDeploy(notice: DeployNotice) {
  const facts = deployFacts(notice).map(([title, value]) => ({ title, value: plain(value) }))
  return cardWith([
    { ...block(deployHeadline(notice)), size: 'Medium', weight: 'Bolder' },
    { type: 'FactSet', facts },
    ...remarks(notice).map(block),
    { ...block(deployLink(notice)), isSubtle: true, size: 'Small' },
  ])
}

/** See pagerduty-event.ts for the form. What a deploy is in the end takes the place of what it was before: it is one alert. */
export function pagerDutyDeploy(notice: DeployNotice, routing_key: string) {
  const { deploy_id, surface, target_app, provider, at, news } = notice
  const { id: _, at: __, provider: ___, ...details } = notice
  const over = news === 'success'
  return {
    routing_key,
    event_action: over ? 'resolve' : 'trigger',
    dedup_key: `${deploy_id}/${provider}`,
    client: 'Countersign',
    payload: {
      summary: deployHeadline(notice).slice(0, longestSummary),
      source: 'countersign',
      severity: deploySeverity(notice),
      timestamp: at,
      component: surface,
      group: target_app,
      class: 'deploy',
      custom_details: { ...details, open: deployLink(notice) },
    },
  }
}
