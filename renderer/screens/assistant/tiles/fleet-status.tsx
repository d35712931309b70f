import { Activity } from 'lucide-react'
import { Mark } from '../../../components/mark.tsx'
import { many, percent, span, tokens, usd } from '../../../components/quantity.ts'
import { Time } from '../../../components/time.tsx'
import type { FleetStatus } from '../../../fleet-api.ts'
import { Nothing, Stat, Stats } from './stat.tsx'
import { AsOf, TileFrame } from './tile-frame.tsx'

type Agent = FleetStatus['agents'][number]

/** How the agents were over the last minutes: all together, and each. */
export function FleetStatusTile({ status }: { status: FleetStatus }) {
  const { totals, agents, window_minutes, agent, left_out } = status
  return (
    <TileFrame
      icon={Activity}
      title={`${agent === null ? 'Fleet' : agent}, last ${window_minutes} minutes`}
      age={<AsOf at={status.at} minutes={window_minutes} />}
      link={{ to: '#/traces', label: 'Traces' }}
    >
      {agents.length === 0 && totals.runs === 0 ? (
        <Nothing>
          No agent was heard of within a day. How agents send their traces stands under Settings, Fleet.
        </Nothing>
      ) : (
        <>
          <Stats>
            <Stat name="Runs">{tokens(totals.runs)}</Stat>
            <Stat
              name="Errors"
              means={totals.errors > 0 ? 'bad' : 'plain'}
              says={totals.errors > 0 ? percent(totals.error_rate) : undefined}
            >
              {tokens(totals.errors)}
            </Stat>
            <Stat name="p95">{span(totals.p95_ms)}</Stat>
            <Stat
              name="Violations"
              means={totals.violations > 0 ? 'warn' : 'plain'}
              says={
                totals.evaluated > 0
                  ? `${percent(totals.violation_rate)} of ${tokens(totals.evaluated)} judged`
                  : 'none judged'
              }
            >
              {tokens(totals.violations)}
            </Stat>
            <Stat name="Cost">{usd(totals.cost_usd)}</Stat>
          </Stats>
          {totals.runs === 0 && <p className="mt-1.5 text-s text-muted">Nobody ran in this time.</p>}
          <div className="mt-2.5 overflow-x-auto">
            <table aria-label="Agents" className="w-full border-collapse text-s">
              <thead>
                <tr className="text-xs text-faint">
                  <th scope="col" className="py-1 text-left font-semibold">
                    Agent
                  </th>
                  {['Runs', 'Errors', 'p95', 'Violations', 'Cost'].map((name) => (
                    <th key={name} scope="col" className="py-1 pl-3 text-right font-semibold">
                      {name}
                    </th>
                  ))}
                  <th scope="col" className="py-1 pl-3 text-right font-semibold">
                    Last seen
                  </th>
                </tr>
              </thead>
              <tbody>
                {agents.map((each) => (
                  <Row key={each.agent} agent={each} />
                ))}
              </tbody>
            </table>
          </div>
          {left_out > 0 && <p className="mt-1.5 text-s text-muted">And {many(left_out, 'more agent')}.</p>}
        </>
      )}
    </TileFrame>
  )
}

function Row({ agent }: { agent: Agent }) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className="max-w-56 py-1 text-left font-normal">
        <a
          href={`#/traces?agent=${encodeURIComponent(agent.agent)}`}
          className="rounded-s break-words text-accent underline"
        >
          {agent.agent}
        </a>
        <span className="flex flex-wrap gap-x-2">
          {agent.pause_id !== null && <Mark means="warn">paused</Mark>}
          {agent.alerts_firing > 0 && <Mark means="bad">{many(agent.alerts_firing, 'alert')}</Mark>}
        </span>
      </th>
      <td className="py-1 pl-3 text-right">{tokens(agent.runs)}</td>
      <td className={`py-1 pl-3 text-right whitespace-nowrap ${agent.errors > 0 ? 'text-bad' : ''}`}>
        {tokens(agent.errors)}
        {agent.errors > 0 && <span className="text-xs"> ({percent(agent.error_rate)})</span>}
      </td>
      <td className="py-1 pl-3 text-right whitespace-nowrap">{span(agent.p95_ms)}</td>
      <td className={`py-1 pl-3 text-right ${agent.violations > 0 ? 'text-warn' : ''}`}>{tokens(agent.violations)}</td>
      <td className="py-1 pl-3 text-right">{usd(agent.cost_usd)}</td>
      <td className="py-1 pl-3 text-right whitespace-nowrap text-muted">
        <Time at={agent.last_seen_at} show="relative" />
      </td>
    </tr>
  )
}
