import { History, Undo2 } from 'lucide-react'
import type { RefCallback } from 'react'
import { Button } from '../../../components/button.tsx'
import { HoldButton } from '../../../components/hold-button.tsx'
import { Kbd, keyInButton } from '../../../components/kbd.tsx'
import type { HoldHandle } from '../../../components/use-hold.ts'
import type { Surface } from '../../../deploys-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { effectWords, offerOf, releaseWords } from './rollback-words.ts'
import { rollBack, standingOf, useAsked } from './use-rollbacks.ts'

/** What can be done by one press at a surface, as this page knows it. */
export function useRollbackOffer(surface: Surface) {
  const here = useAsleep('Roll back')
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
      <Button asleep={offer.asleep} onClick={onChoose} aria-label={`Go back further with ${surface.app}…`}>
        <History size={13} aria-hidden />
        Go back further…
      </Button>
    )
  const stops = surface.in_flight.some(({ kind }) => kind === 'deploy')
  return (
    <HoldButton
      does={effectWords(surface, offer.to)}
      asleep={offer.asleep}
      handle={handle}
      onHeld={() => void rollBack(surface, offer.to)}
    >
      <Undo2 size={13} aria-hidden />
      <span>
        Hold to {stops ? 'stop it and roll back' : 'roll back'} to{' '}
        <span className="font-mono">{releaseWords(offer.to)}</span>
      </span>
      {withKey && (
        <span className={keyInButton}>
          <Kbd keys="b" />
        </span>
      )}
    </HoldButton>
  )
}
