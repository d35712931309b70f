import { Menu } from '@base-ui/react/menu'
import { Check, ChevronDown, CirclePause } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { type SampleActor, sampleActors } from '../../shared/domain/actor.ts'
import type { Connection } from '../api.ts'
import { Tag } from '../components/mark.tsx'
import { Skeleton } from '../components/states.tsx'
import { Time } from '../components/time.tsx'
import { chooseActor, useActing } from '../state/acting.ts'
import { useSession, useSignedOut } from '../state/connection.ts'
import { useHold, useHoldAsleep } from '../state/hold.ts'
import { showOverlay } from '../state/overlays.ts'

/** Who the server says is acting. Nothing here is assumed: the name changes when the server has answered. */
export function Who({ connection }: { connection: Connection }) {
  const { data, error } = useSession()
  const lost = useSignedOut()
  const who =
    lost !== null ? (
      <Tag kind="warn">nobody is signed in</Tag>
    ) : data !== undefined ? (
      <>
        <b className="truncate font-semibold">{data.actor?.name ?? 'Nobody'}</b>
        {!data.verified && <Tag kind="warn">unverified</Tag>}
      </>
    ) : error !== null ? (
      <Tag kind="warn">who acts is not known</Tag>
    ) : (
      <Skeleton className="h-4 w-48" />
    )
  return <WhoMenu actAs={connection.kind === 'sample'}>{who}</WhoMenu>
}

/** Who acts, and what stops everything. */
function WhoMenu({ actAs, children }: { actAs: boolean; children: ReactNode }) {
  // Opens inside the banner, so that what is in it belongs to a landmark.
  const place = useRef<HTMLDivElement>(null)
  return (
    <div ref={place} className="min-w-0 shrink-0">
      <Menu.Root>
        <Menu.Trigger
          data-testid="who"
          className="flex h-7 max-w-80 min-w-0 shrink-0 items-center gap-2 rounded-m px-1.5 text-s hover:bg-hover data-popup-open:bg-hover"
        >
          {children}
          <ChevronDown size={13} aria-hidden className="shrink-0 text-faint" />
          <span className="sr-only">
            {actAs ? ', act as someone else, or hold the workspace' : ', hold the workspace'}
          </span>
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="end" sideOffset={4} className="z-50">
            <Menu.Popup className="w-72 rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none">
              {actAs && <ActAs />}
              <HoldItem />
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  )
}

const says: Record<SampleActor, string> = {
  operator: 'proposes and asks',
  approver: 'approves and rejects',
  commander: 'everything an incident needs',
}

function ActAs() {
  const actor = useActing((state) => state.actor)
  return (
    <>
      <Menu.Group>
        <Menu.GroupLabel className="px-3 py-1 text-xs text-faint">Act as, in this window only</Menu.GroupLabel>
        <Menu.RadioGroup value={actor} onValueChange={(next: SampleActor) => chooseActor(next)}>
          {sampleActors.map((name) => (
            <Menu.RadioItem
              key={name}
              value={name}
              closeOnClick
              className="grid grid-cols-[16px_1fr] items-center gap-x-2 px-3 py-1.5 outline-none data-highlighted:bg-hover"
            >
              <Menu.RadioItemIndicator>
                <Check size={14} aria-hidden className="text-accent" />
              </Menu.RadioItemIndicator>
              <span className="col-start-2">
                Sample {name}
                <span className="block text-s text-faint">{says[name]}</span>
              </span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Group>
      <p className="border-t border-line px-3 pt-2 pb-1 text-s text-muted">
        Nobody has signed in: what they do is recorded as unverified.
      </p>
      <Menu.Separator className="my-1 border-t border-line" />
    </>
  )
}

/** One switch stops everything that runs by itself. */
function HoldItem() {
  const hold = useHold()
  const asleep = useHoldAsleep() ?? (hold === undefined ? 'Not known yet whether the workspace is held' : null)
  return (
    <Menu.Item
      disabled={asleep !== null}
      {...(asleep === null ? {} : { 'aria-description': asleep })}
      onClick={() => showOverlay('hold')}
      className="grid grid-cols-[16px_1fr] items-center gap-x-2 px-3 py-1.5 outline-none data-highlighted:bg-hover"
    >
      <CirclePause size={14} aria-hidden className={hold?.held ? 'text-warn' : 'text-faint'} />
      <span className="col-start-2">
        {hold?.held ? 'Lift the hold…' : 'Hold everything that runs by itself…'}
        {asleep !== null && <span className="block text-s text-muted">{asleep}</span>}
        {asleep === null && hold?.held && (
          <span className="block text-s text-muted">
            Held by {hold.by?.name ?? 'somebody'}
            {hold.since !== null && (
              <>
                {' '}
                since <Time at={hold.since} />
              </>
            )}
          </span>
        )}
      </span>
    </Menu.Item>
  )
}
