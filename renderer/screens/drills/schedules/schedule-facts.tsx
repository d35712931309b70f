import { DrawerSection } from '../../../components/drawer.tsx'
import { Mark, Tag } from '../../../components/mark.tsx'
import { Fact } from '../../../components/page.tsx'
import { Time } from '../../../components/time.tsx'
import type { DrillSchedule } from '../../../drills-api.ts'
import { useNow } from '../../../state/now.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { ownersOf, providersFor } from './names-of.ts'
import { DueIn, minutesAndSeconds } from './schedule-marks.tsx'

type Of = { schedule: DrillSchedule }

/** What a schedule says, in the drawer. */
export function ScheduleFacts({ schedule }: Of) {
  return (
    <>
      <Standing schedule={schedule} />
      <Owners schedule={schedule} />
      <Windows schedule={schedule} />
      <Runbook schedule={schedule} />
    </>
  )
}

function Standing({ schedule }: Of) {
  const { next_due_at, interval_days, due_soon_days, last_drill_at, outstanding_count, breached_count } = schedule
  return (
    <dl className="grid grid-cols-2 gap-x-4 border-b border-line px-4 py-2">
      <Fact name="Next due">
        <Time at={next_due_at} /> <DueIn schedule={schedule} />
      </Fact>
      <Fact name="Every">
        {interval_days} {interval_days === 1 ? 'day' : 'days'}; owners are told {due_soon_days}{' '}
        {due_soon_days === 1 ? 'day' : 'days'} before
      </Fact>
      <Fact name="Last drill">{last_drill_at === null ? 'none yet' : <Time at={last_drill_at} show="both" />}</Fact>
      <Fact name="The rollback is to be through within">{minutesAndSeconds(schedule.recovery_limit_seconds)}</Fact>
      <Fact name="Waiting for an answer">
        {outstanding_count === 0 ? (
          'nobody'
        ) : (
          <a
            href={`#/drills?schedule=${schedule.schedule_id}&state=outstanding`}
            className="rounded-s text-accent underline"
          >
            {outstanding_count} outstanding{breached_count > 0 && `, ${breached_count} late`}
          </a>
        )}
      </Fact>
      <Fact name="Changed">
        <span className="flex flex-wrap items-center gap-x-2">
          {schedule.changed_by !== null && <ActorName actor={schedule.changed_by} />}
          <Time at={schedule.changed_at} show="relative" />
        </span>
      </Fact>
    </dl>
  )
}

function Owners({ schedule }: Of) {
  const { owner_routes } = schedule
  return (
    <DrawerSection title="Owners">
      <ul className="flex flex-col gap-2">
        {ownersOf(schedule).map((name) => {
          const route = Object.hasOwn(owner_routes, name) ? owner_routes[name] : undefined
          return (
            <li key={name}>
              <b className="font-semibold">{name}</b>{' '}
              <span className="text-muted">
                by <span className="font-mono text-s">{providersFor(schedule, name).join(', ')}</span>, to answer within{' '}
                {route?.acknowledgement_minutes ?? 60} min
                {route?.escalation_owner !== undefined && `, then ${route.escalation_owner}`}
              </span>
            </li>
          )
        })}
      </ul>
    </DrawerSection>
  )
}

function Windows({ schedule: { maintenance_windows, owner_calendars } }: Of) {
  const away = Object.entries(owner_calendars).flatMap(([owner, { unavailable_windows }]) =>
    unavailable_windows.map((each) => ({ ...each, owner })),
  )
  if (maintenance_windows.length + away.length === 0) return null
  return (
    <DrawerSection title="When nobody is told">
      <ul className="flex flex-col gap-2">
        {maintenance_windows.map((each) => (
          <Span key={`${each.window_id} ${each.start_at}`} {...each}>
            Maintenance <Tag>{each.window_id}</Tag>{' '}
            {[...each.owners, ...each.providers].length > 0 && (
              <span className="text-muted">for {[...each.owners, ...each.providers].join(', ')}</span>
            )}
          </Span>
        ))}
        {away.map((each) => (
          <Span key={`${each.owner} ${each.start_at}`} {...each}>
            <b className="font-semibold">{each.owner}</b> is away
          </Span>
        ))}
      </ul>
    </DrawerSection>
  )
}

type SpanProps = { start_at: string; end_at: string; reason: string; children: React.ReactNode }

function Span({ start_at, end_at, reason, children }: SpanProps) {
  const now = useNow()
  const open = Date.parse(start_at) <= now && now < Date.parse(end_at)
  return (
    <li>
      <span className="flex flex-wrap items-center gap-x-2">
        {children}
        {open && <Mark means="warn">now</Mark>}
      </span>
      <span className="block text-s text-muted">
        <Time at={start_at} /> to <Time at={end_at} />: {reason}
      </span>
    </li>
  )
}

function Runbook({ schedule: { runbook_ref, runbook_steps } }: Of) {
  return (
    <DrawerSection title="Runbook">
      <p className="font-mono text-s break-all">{runbook_ref}</p>
      {runbook_steps.length === 0 ? (
        <p className="mt-1 text-muted">It has no steps to tick off.</p>
      ) : (
        <ol className="mt-1 list-decimal pl-5">
          {runbook_steps.map((step) => (
            <li key={step} className="py-0.5 break-words">
              {step}
            </li>
          ))}
        </ol>
      )}
    </DrawerSection>
  )
}
