import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { Deploy, Surface } from '../../../deploys-api.ts'
import { RollbackControl } from '../rollback/rollback-control.tsx'
import { RollbackSaid } from '../rollback/rollback-said.tsx'
import { howLong, whyChoose } from '../rollback/rollback-words.ts'
import { StateLine } from './state-line.tsx'
import type { Deed } from './surface-deeds.ts'

type Props = {
  surface: Surface
  moving: ReadonlyMap<string, Deploy>
  clearAsleep: string | null
  onDeed: (deed: Deed) => void
}

/** What goes on, and the way back. With an alert, why it was raised, and the way back as what to do about it. */
export function RollbackPart({ surface, moving, clearAsleep, onDeed }: Props) {
  const { alert, rollback } = surface
  const choose = () => onDeed({ name: 'releases' })
  return (
    <section
      aria-label={alert === null ? 'Now' : 'Health alert'}
      className={`flex flex-col gap-2.5 border-b border-line px-4 py-3 ${alert === null ? '' : 'bg-bad-bg'}`}
    >
      <div className="text-s">
        <StateLine surface={surface} moving={moving} />
      </div>
      {alert !== null && <Evidence alert={alert} />}
      <div className="flex flex-wrap items-center gap-2">
        <RollbackControl surface={surface} withKey onChoose={choose} />
        {alert !== null && (
          <Button asleep={clearAsleep} onClick={() => onDeed({ name: 'clear_alert' })}>
            Clear the alert…
          </Button>
        )}
      </div>
      <p className="text-s text-muted">
        {!rollback.enabled && `${whyChoose(surface)} `}
        {howLong(surface)} No phrase, no approval, no build. What is rolled back from goes into quarantine.
      </p>
      <RollbackSaid surface={surface} onChoose={choose} />
      <div className="flex items-center gap-1.5">
        <span className="text-s text-muted">By hand:</span>
        <code className="min-w-0 flex-1 rounded-s border border-line bg-bg px-2 py-1 font-mono text-s break-all">
          {rollback.command}
        </code>
        <CopyButton text={rollback.command} what="the rollback command" />
      </div>
    </section>
  )
}

const firstShown = 6

/** The probes on which the alert was raised, as they are in the ledger. */
function Evidence({ alert: { probes, deploy_id, at } }: { alert: NonNullable<Surface['alert']> }) {
  const [all, setAll] = useState(false)
  const shown = all ? probes : probes.slice(-firstShown)
  return (
    <>
      <p className="text-s">
        Its health broke after{' '}
        <a href={`#/deploys/${encodeURIComponent(deploy_id)}`} className="rounded-s text-accent underline">
          this deploy
        </a>
        : raised <Time at={at} show="both" />.
      </p>
      <table className="w-full border-collapse text-s" aria-label="Probes that raised the alert">
        <thead>
          <tr className="border-b border-line-strong text-left text-xs text-muted">
            <th scope="col" className="py-1 pr-2 font-semibold">
              When
            </th>
            <th scope="col" className="py-1 pr-2 font-semibold">
              Answer
            </th>
            <th scope="col" className="py-1 text-right font-semibold">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((probe) => (
            <tr key={probe.n} className="border-b border-line align-top last:border-b-0">
              <td className="py-1 pr-2">
                <Time at={probe.at} show="clock" />
              </td>
              <td className="py-1 pr-2">
                <Mark means={probe.ok ? 'ok' : 'bad'}>
                  {probe.ok ? 'well' : 'unwell'} {probe.status ?? ''} {probe.error ?? ''}
                </Mark>
              </td>
              <td className="py-1 text-right font-mono">{Math.round(probe.ms)} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && probes.length > firstShown && (
        <Button className="self-start" onClick={() => setAll(true)}>
          Show all {probes.length}
        </Button>
      )}
    </>
  )
}
