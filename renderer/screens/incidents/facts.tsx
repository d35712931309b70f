import type { IncidentDetail } from '../../api.ts'
import { DrawerSection } from '../../components/drawer.tsx'
import { Fact } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { ActorName } from '../audit/actor-name.tsx'
import { Owner, type useAssign } from './owner.tsx'

/** Whose it is, who opened it, and how it ended. */
export function Facts({ incident, assign }: { incident: IncidentDetail; assign: ReturnType<typeof useAssign> }) {
  const { opened_at, opened_by, resolved_at, resolved_by, resolution } = incident
  return (
    <DrawerSection title="Owner">
      <Owner incident={incident} assign={assign} />
      <dl className="mt-1">
        <Fact name="Opened">
          <Time at={opened_at} show="both" /> <ActorName actor={opened_by} />
        </Fact>
        {resolved_at !== null && (
          <Fact name="Resolved">
            <Time at={resolved_at} show="both" /> {resolved_by !== null && <ActorName actor={resolved_by} />}
            {resolution !== null && <p className="mt-1 break-words whitespace-pre-wrap">{resolution}</p>}
          </Fact>
        )}
      </dl>
    </DrawerSection>
  )
}
