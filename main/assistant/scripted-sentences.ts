import { Tile } from '../../shared/contract/tiles.ts'

/** One or two sentences about what a tile shows, with the figures that stand in it. */
export function sentencesAbout(kind: string, data: unknown): string {
  const read = Tile.safeParse({ kind, id: '', data })
  return read.success ? tell(read.data) : 'There is a tile about it above.'
}

function tell(tile: Tile): string {
  switch (tile.kind) {
    case 'trace_link': {
      const { trace } = tile.data
      if (trace === null) return 'There is no such trace on record.'
      const how = trace.status === 'error' ? 'ended with an error' : 'ended well'
      return `The most recent trace is ${named(trace.name)} of ${named(trace.agent)}: ${many(trace.span_count, 'span')} in ${ms(trace.duration_ms)}, ${how}.`
    }
    case 'span_list': {
      const { trace, spans, total } = tile.data
      if (trace === null) return 'There is no trace whose spans could be listed.'
      const first = spans[0] ? `; the first is ${named(spans[0].name)}` : ''
      return `${named(trace.name)} has ${many(total, 'span')}${first}.`
    }
    case 'cost_chart': {
      const { window_hours, total_usd, prior_usd } = tile.data.cost
      if (prior_usd === null) return `The last ${window_hours} hours cost ${usd(total_usd)}.`
      return `The last ${window_hours} hours cost ${usd(total_usd)}, after ${usd(prior_usd)} in the same time before.`
    }
    case 'deployment_action': {
      const { type, tier, target_ref, agent } = tile.data
      const what = agent === null ? named(target_ref) : `${named(agent)}, by its trace ${named(target_ref)}`
      return `Your words made a proposal: ${named(type.replaceAll('_', '-'))} (tier ${tier}) on ${what}. Nothing happens before people approve it.`
    }
    case 'rule_violation': {
      const { violation, agent } = tile.data
      if (violation === null) return `No amber or red evaluation${whose(agent)} is on record.`
      return `The latest violation is ${violation.label}: ${named(violation.rule)} of ${named(violation.agent)}.`
    }
    case 'fleet_status': {
      const { agent, window_minutes, totals } = tile.data.status
      const who = agent === null ? 'Your agents' : named(agent)
      return `${who}: ${many(totals.runs, 'run')} in the last ${window_minutes} minutes, error rate ${percent(totals.error_rate)}, p95 ${ms(totals.p95_ms)}, violation rate ${percent(totals.violation_rate)}.`
    }
    case 'anomaly_alert': {
      const { alert, agent } = tile.data
      if (alert === null) return `There was no alert${whose(agent)} in the last 24 hours.`
      return `The latest alert is ${named(alert.name)}${whose(alert.agent ?? undefined)}, which is ${alert.status}.`
    }
    case 'compliance_score': {
      const { evaluated, days, pass_rate } = tile.data.compliance
      return `Of ${many(evaluated, 'evaluation')} in ${days} days, ${percent(pass_rate)} passed.`
    }
    case 'model_switch': {
      const { from, to, delta_usd } = tile.data
      const sign = delta_usd !== null && delta_usd < 0 ? '−' : '+'
      const change =
        delta_usd === null
          ? ''
          : `, which over the last day would have changed the cost by ${sign}${usd(Math.abs(delta_usd))}`
      return `It would switch from ${named(from ?? 'an unknown model')} to ${named(to ?? 'one that you name')}${change}.`
    }
    case 'pause_control': {
      const { agent, reason } = tile.data.pause
      return `${named(agent)} is paused: ${named(reason.replace(/[.\s]+$/, ''))}. It can be resumed from here.`
    }
    default:
      return tile satisfies never
  }
}

const whose = (agent: string | undefined): string => (agent === undefined ? '' : ` of ${named(agent)}`)
const usd = (value: number): string => `$${value.toLocaleString('en', { maximumFractionDigits: value < 1 ? 4 : 2 })}`
const percent = (value: number | null): string =>
  value === null ? 'no rate yet' : `${(value * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`
const ms = (value: number | null): string =>
  value === null ? 'nothing measured yet' : `${Math.round(value).toLocaleString('en')} ms`
const many = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
/** Without what Markdown would take for more than letters. */
const named = (text: string): string => `“${text.replaceAll(/[[\]()<>*~#!\\|`]/g, ' ').trim()}”`
