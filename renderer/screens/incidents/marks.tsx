import type { IncidentStatus, Severity } from '../../../shared/domain/incident.ts'

/** What each means, in the words that are shown where one is chosen. */
export const severityWords: Record<Severity, { name: string; says: string }> = {
  sev1: { name: 'SEV1', says: 'Critical: users everywhere are hurt, or something is being lost for good.' },
  sev2: { name: 'SEV2', says: 'Major: many are hurt, or it will be critical soon.' },
  sev3: { name: 'SEV3', says: 'Minor: some are hurt, and there is a way around it.' },
  sev4: { name: 'SEV4', says: 'Low: nobody is hurt yet; it can wait for the morning.' },
}

const looks: Record<Severity, { bars: number; colour: string }> = {
  sev1: { bars: 4, colour: 'text-bad' },
  sev2: { bars: 3, colour: 'text-warn' },
  sev3: { bars: 2, colour: 'text-(--tier-1)' },
  sev4: { bars: 1, colour: 'text-muted' },
}

/**
 * More bars are worse. Not a triangle, diamond or circle: those are the tiers of actions. `over`: what was bad and is no
 * longer does not call for anybody.
 */
export function SeverityMark({ severity, over = false }: { severity: Severity; over?: boolean }) {
  const { bars, colour: loud } = looks[severity]
  const colour = over ? 'text-muted' : loud
  return (
    <span className={`inline-flex shrink-0 items-center gap-1.5 font-semibold ${colour}`}>
      <svg aria-hidden="true" width="14" height="12" viewBox="0 0 14 12" className="shrink-0">
        {[3, 6, 9, 12].map((height, index) => (
          <rect
            key={height}
            x={index * 3.7}
            y={12 - height}
            width="2.6"
            height={height}
            rx="0.6"
            className={index < bars ? 'fill-current' : 'fill-line-strong'}
          />
        ))}
      </svg>
      {severityWords[severity].name}
    </span>
  )
}

const dots: Record<IncidentStatus, string> = {
  open: 'border-accent',
  resolved: 'border-ok bg-ok',
}
export const statusWords: Record<IncidentStatus, string> = { open: 'Open', resolved: 'Resolved' }

/** A mark and a word, as the queue's statuses have. */
export function IncidentStatusMark({ status }: { status: IncidentStatus }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5">
      <i aria-hidden className={`inline-block size-2 shrink-0 rounded-full border-2 ${dots[status]}`} />
      {statusWords[status]}
    </span>
  )
}
