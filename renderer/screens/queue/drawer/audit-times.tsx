import type { ActionDetail } from '../../../api.ts'
import { DrawerSection } from '../../../components/drawer.tsx'
import { Time } from '../../../components/time.tsx'
import { ActorName } from '../../audit/actor-name.tsx'
import { momentsOf } from './moments.ts'

/** When what happened, and by whom. */
export function AuditTimes({ action }: { action: ActionDetail }) {
  return (
    <DrawerSection title="What happened">
      <ol className="flex flex-col gap-2.5">
        {momentsOf(action).map(({ at, says, by, note }) => (
          <li key={`${at} ${says}`} className="border-l-2 border-line-strong pl-2.5">
            <span className="flex flex-wrap items-center gap-x-2">
              <b className="font-semibold">{says}</b>
              {by === null ? <span className="text-muted">by itself</span> : <ActorName actor={by} />}
            </span>
            <Time at={at} show="both" className="text-s text-muted" />
            {note !== null && <q className="mt-0.5 block break-words whitespace-pre-wrap text-muted">{note}</q>}
          </li>
        ))}
      </ol>
    </DrawerSection>
  )
}
