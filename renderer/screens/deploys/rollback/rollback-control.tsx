import { History, Undo2 } from 'lucide-react'
import { type ReactNode, type RefCallback, useLayoutEffect, useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { HoldButton } from '../../../components/hold-button.tsx'
import { Kbd, keyInButton } from '../../../components/kbd.tsx'
import type { HoldHandle } from '../../../components/use-hold.ts'
import type { Surface } from '../../../deploys-api.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { effectWords, offerOf } from './rollback-words.ts'
import { rollBack, standingOf, useAsked } from './use-rollbacks.ts'

/** What can be done by one press at a surface, as this page knows it. */
function useRollbackOffer(surface: Surface) {
  const here = useSurfaceAsleep('Roll back', surface)
  const asked = useAsked(surface.id)
  return offerOf(surface, { here, asked: standingOf(asked, surface) })
}

type Props = {
  surface: Surface
  /** By which the held key finds it. */
  handle?: RefCallback<HoldHandle>
  /** The key stands on it, where there is room. */
  withKey?: boolean
  onChoose: () => void
}

/** Back to the release that it shows: held for a second, no phrase, no dialog. Where one press leads nowhere, one chooses. */
export function RollbackControl({ surface, handle, withKey = false, onChoose }: Props) {
  const offer = useRollbackOffer(surface)
  if (offer.kind === 'choose')
    return (
      <KeepsFocus kind={offer.kind}>
        <Button asleep={offer.asleep} onClick={onChoose}>
          <History size={13} aria-hidden />
          <span>
            Go back further<span className="sr-only"> with {surface.app}</span>…
          </span>
        </Button>
      </KeepsFocus>
    )
  const loud = withKey || surface.alert !== null || surface.in_flight.length > 0
  return (
    <KeepsFocus kind={offer.kind}>
      <HoldButton
        // Where nothing is wrong it is there, and does not shout over what is.
        kind={loud ? 'danger' : 'plain'}
        does={effectWords(surface, offer.to)}
        asleep={offer.asleep}
        handle={handle}
        onHeld={() => void rollBack(surface, offer.to)}
        className={`h-auto! min-h-7 max-w-full whitespace-normal! ${loud ? '' : 'border-bad! text-bad!'}`}
      >
        <Undo2 size={13} aria-hidden className="shrink-0" />
        <span>Hold to {effectWords(surface, offer.to)}</span>
        {withKey && (
          <span className={keyInButton}>
            <Kbd keys="b" />
          </span>
        )}
      </HoldButton>
    </KeepsFocus>
  )
}

/** A control that becomes one of another kind under the hand is another button: the focus goes on to that one. */
function KeepsFocus({ kind, children }: { kind: string; children: ReactNode }) {
  const place = useRef<HTMLSpanElement>(null)
  const had = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when the kind has changed
  useLayoutEffect(() => {
    const { activeElement } = document
    if (had.current && (activeElement === null || activeElement === document.body))
      place.current?.querySelector('button')?.focus({ preventScroll: true })
  }, [kind])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only learns where the focus is
    <span
      ref={place}
      className="contents"
      onFocus={() => {
        had.current = true
      }}
      // React hears of no blur of what it takes away itself.
      onBlur={() => {
        had.current = false
      }}
    >
      {children}
    </span>
  )
}
