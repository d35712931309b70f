import { Siren } from 'lucide-react'
import { Mark, Tag } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { FleetAlert } from '../../../fleet-api.ts'
import { OutsideLink } from '../../deploys/deploy/outside-link.tsx'
import { measuredWords } from './alert-words.ts'
import { Nothing } from './stat.tsx'
import { AsOf, TileFrame } from './tile-frame.tsx'

/** The alert that changed last within a day, from Alertmanager or from our own detector. */
export function AnomalyAlert({ alert, at }: { alert: FleetAlert | null; at: string | null }) {
  if (alert === null)
    return (
      <TileFrame icon={Siren} title="Latest alert" age={<AsOf at={at} />}>
        <Nothing>There was no alert within the last 24 hours.</Nothing>
      </TileFrame>
    )
  const said = Object.entries(alert.annotations).filter(([name]) => name !== 'summary')
  return (
    <TileFrame
      icon={Siren}
      title="Latest alert"
      age={<AsOf at={at} />}
      link={
        alert.agent === null
          ? undefined
          : { to: `#/traces?agent=${encodeURIComponent(alert.agent)}`, label: 'Traces of this agent' }
      }
    >
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
        {alert.status === 'firing' ? <Mark means="bad">firing</Mark> : <Mark means="ok">resolved</Mark>}
        <span className="font-semibold break-words">{alert.name}</span>
        <Tag>{alert.severity}</Tag>
        {alert.agent !== null && <span className="text-s break-all text-muted">{alert.agent}</span>}
      </p>
      {alert.summary !== null && <p className="mt-1 break-words">{alert.summary}</p>}
      {alert.measured !== null && <p className="mt-1">{measuredWords(alert.measured)}</p>}
      <dl className="mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-s">
        <dt className="text-faint">Since</dt>
        <dd>
          <Time at={alert.starts_at} show="both" />
        </dd>
        {alert.ends_at !== null && (
          <>
            <dt className="text-faint">Until</dt>
            <dd>
              <Time at={alert.ends_at} show="both" />
            </dd>
          </>
        )}
        <dt className="text-faint">From</dt>
        <dd>{alert.source === 'alertmanager' ? 'Alertmanager' : 'Countersign’s own detector'}</dd>
        {said.map(([name, text]) => (
          <Words key={`annotation ${name}`} name={name} text={text} />
        ))}
        {Object.entries(alert.labels).map(([name, text]) => (
          <Words key={`label ${name}`} name={name} text={text} mono />
        ))}
        {alert.generator_url !== null && alert.generator_url !== '' && (
          <>
            <dt className="text-faint">Source</dt>
            <dd className="min-w-0">
              <OutsideLink address={alert.generator_url} what="the address of the alert’s source" />
            </dd>
          </>
        )}
      </dl>
    </TileFrame>
  )
}

function Words({ name, text, mono = false }: { name: string; text: string; mono?: boolean }) {
  return (
    <>
      <dt className="max-w-40 truncate text-faint" title={name}>
        {name}
      </dt>
      <dd className={`min-w-0 break-words ${mono ? 'font-mono' : ''}`}>{text}</dd>
    </>
  )
}
