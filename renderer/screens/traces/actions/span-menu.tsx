import { Menu } from '@base-ui/react/menu'
import { useRef } from 'react'
import { tierOf } from '../../../../shared/domain/action-policy.ts'
import type { Span } from '../../../fleet-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useSession } from '../../../state/connection.ts'
import { TierMark } from '../../queue/marks.tsx'
import type { Anchor } from '../trace/hands.ts'
import { whyNotPermitted } from './permitted.ts'
import { deedGroups, deedNames, type SpanDeed } from './span-actions.ts'

export type MenuAt = { span: Span; anchor: Anchor; back: HTMLElement | null }
type Props = {
  at: MenuAt | null
  open: boolean
  onOpenChange: (open: boolean) => void
  onDeed: (deed: SpanDeed) => void
}

/** What can be done about a span: each leads to a form, and from there to the queue. */
export function NodeActionMenu({ at, open, onOpenChange, onDeed }: Props) {
  const { data: session } = useSession()
  const offline = useAsleep('Propose')
  // Opens inside the page's landmarks.
  const place = useRef<HTMLDivElement>(null)
  const whyNot = (deed: SpanDeed): string | null => {
    if (offline !== null) return offline
    return deed === 'pause_agent'
      ? whyNotPermitted(session?.permissions, 'agents.pause', 'Pausing')
      : whyNotPermitted(session?.permissions, 'actions.propose', 'Proposing')
  }
  return (
    <div ref={place} className="contents">
      {at !== null && (
        <Menu.Root open={open} onOpenChange={onOpenChange}>
          <Menu.Portal container={place}>
            <Menu.Positioner anchor={at.anchor} align="start" sideOffset={2} positionMethod="fixed" className="z-30">
              <Menu.Popup
                aria-label={`What can be done about ${at.span.name}`}
                finalFocus={() => at.back}
                className="max-h-(--available-height) w-72 overflow-y-auto rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none"
              >
                {deedGroups.map(({ name, deeds }) => (
                  <Menu.Group key={name}>
                    <Menu.GroupLabel className="px-3 pt-1.5 pb-0.5 text-xs text-faint">
                      {name === 'Its agent' ? `Its agent, ${at.span.agent}` : name}
                    </Menu.GroupLabel>
                    {deeds.map((deed) => {
                      const why = whyNot(deed)
                      return (
                        <Menu.Item
                          key={deed}
                          disabled={why !== null}
                          {...(why === null ? {} : { 'aria-description': why })}
                          onClick={() => onDeed(deed)}
                          className="block px-3 py-1.5 outline-none data-highlighted:bg-hover"
                        >
                          <span className="flex items-center justify-between gap-3">
                            <span className={why !== null ? 'text-faint' : ''}>{deedNames[deed]}</span>
                            {deed !== 'pause_agent' && <TierMark tier={tierOf[deed]} words />}
                          </span>
                          {why !== null && <span className="block text-s text-muted">{why}</span>}
                        </Menu.Item>
                      )
                    })}
                  </Menu.Group>
                ))}
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.Root>
      )}
    </div>
  )
}
