import { Button } from '../../../components/button.tsx'
import { DrawerSection } from '../../../components/drawer.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time, ZoneNote } from '../../../components/time.tsx'
import type { Surface } from '../../../deploys-api.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { Sha } from '../marks.tsx'
import type { Deed } from './surface-deeds.ts'

type Props = { surface: Surface; asleep: string | null; onDeed: (deed: Deed) => void }

const Said = ({ by, at }: { by: NonNullable<Surface['lock']>['by']; at?: string }) => (
  <span className="flex flex-wrap items-center gap-x-2 text-s text-muted">
    <ActorName actor={by} /> {at !== undefined && <Time at={at} show="both" />}
  </span>
)

export function LockPart({ surface: { lock }, asleep, onDeed }: Props) {
  if (lock === null) return null
  return (
    <DrawerSection
      title="Locked"
      aside={
        <Button asleep={asleep} onClick={() => onDeed({ name: 'unlock' })}>
          Unlock…
        </Button>
      }
    >
      <p className="break-words whitespace-pre-wrap">{lock.reason}</p>
      <Said by={lock.by} at={lock.at} />
      <p className="mt-1 text-s text-muted">
        Nothing is deployed until it is unlocked; a named person with the permission may pass with a reason. Rolling
        back is not held up by it.
      </p>
    </DrawerSection>
  )
}

export function FreezesPart({ surface: { freezes }, asleep, onDeed }: Props) {
  if (freezes.length === 0) return null
  return (
    <DrawerSection
      title="Freeze windows"
      aside={
        <span className="text-s text-muted">
          <ZoneNote />
        </span>
      }
    >
      <ul className="flex flex-col gap-2.5">
        {freezes.map((freeze) => (
          <li key={freeze.id} className="flex items-start gap-2">
            <div className="min-w-0 flex-1">
              <Mark means={freeze.active ? 'warn' : 'neutral'}>{freeze.active ? 'Frozen now' : 'To come'}</Mark>
              <p>
                <Time at={freeze.from} /> until <Time at={freeze.until} show="both" />
              </p>
              <p className="break-words whitespace-pre-wrap">{freeze.reason}</p>
              <Said by={freeze.by} />
            </div>
            <Button asleep={asleep} onClick={() => onDeed({ name: 'unfreeze', freeze })}>
              End it…
            </Button>
          </li>
        ))}
      </ul>
    </DrawerSection>
  )
}

export function QuarantinePart({ surface: { quarantined }, asleep, onDeed }: Props) {
  if (quarantined.length === 0) return null
  return (
    <DrawerSection title="Commits in quarantine">
      <ul className="flex flex-col gap-2.5">
        {quarantined.map((each) => (
          <li key={each.sha} className="flex items-start gap-2">
            <div className="min-w-0 flex-1">
              <Sha sha={each.sha} className="font-semibold" />{' '}
              <a
                href={`#/deploys/${encodeURIComponent(each.deploy_id)}`}
                className="rounded-s text-s text-accent underline"
              >
                its rollback
              </a>
              <p className="break-words whitespace-pre-wrap">{each.reason}</p>
              <Said by={each.by} at={each.at} />
            </div>
            <Button
              asleep={asleep}
              onClick={() => onDeed({ name: 'lift', quarantine: each })}
              aria-label={`Lift ${each.sha.slice(0, 7)}…`}
            >
              Lift…
            </Button>
          </li>
        ))}
      </ul>
    </DrawerSection>
  )
}
