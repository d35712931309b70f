import { withoutFullStop } from '../../../../shared/domain/full-stop.ts'
import { DrawerSection } from '../../../components/drawer.tsx'
import { Fact } from '../../../components/page.tsx'
import { Time } from '../../../components/time.tsx'
import type { DrillRouteDetail } from '../../../drills-api.ts'
import { drillSubject } from '../entry-names.ts'
import { categoryWords } from '../marks.tsx'
import { linkTo } from '../outlook/timeline-table.tsx'
import { tellingOf } from '../route-words.ts'
import { Slo } from '../routes/route-cells.tsx'

const link = 'rounded-s text-accent underline'

/** What was decided for it, by when somebody has to answer, and where the rest of its story is. */
export function RouteFacts({ route }: { route: DrillRouteDetail }) {
  const { schedule_id, schedule_title, owner, escalation_owner, provider, action, superseded_by } = route
  return (
    <DrawerSection title="Route">
      <dl>
        <Fact name="Schedule">
          <a href={linkTo({ schedule_id })} className={link}>
            {schedule_title}
          </a>{' '}
          <span className="font-mono text-s text-muted">{schedule_id}</span>
        </Fact>
        <Fact name="Owner, and whom it is escalated to">
          {owner} → {escalation_owner}
        </Fact>
        {action === 'deliver' ? (
          <>
            <Fact name={route.delivery === 'delivered' ? 'Told' : 'Planned'}>
              <Time at={route.created_at} show="both" /> {tellingOf(route.delivery, provider)}
            </Fact>
            <Fact name={`To be answered within ${minutes(route.acknowledgement_minutes)}${sloOf[route.slo_of]}`}>
              <span className="flex flex-wrap items-center gap-x-2">
                <Time at={route.slo_ends_at} /> <Slo route={route} />
              </span>
            </Fact>
            <Fact name="Why">{route.reason}</Fact>
          </>
        ) : (
          <Fact name="Not sent">
            {categoryWords[route.category]}: {withoutFullStop(route.reason)}
            {route.suppressed_until !== null && (
              <>
                , until <Time at={route.suppressed_until} show="both" />
              </>
            )}
          </Fact>
        )}
        {superseded_by !== null && (
          <Fact name="Told again by a later plan">
            <span className="font-mono text-s break-all">{superseded_by}</span>
          </Fact>
        )}
        <Fact name="Plan" mono>
          {route.plan_id}
        </Fact>
        <Fact name="The whole story of the drill">
          <a href={`#/audit?subject=${encodeURIComponent(drillSubject(schedule_id))}`} className={link}>
            In the audit
          </a>
        </Fact>
      </dl>
    </DrawerSection>
  )
}

const sloOf = { owner: '', default: ', as nobody said otherwise' } as const

const minutes = (count: number): string => {
  const [hours, rest] = [Math.floor(count / 60), count % 60]
  if (hours === 0) return `${count} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}
