import { Button } from '../../../components/button.tsx'
import { DrawerSection } from '../../../components/drawer.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { Deploy } from '../../../deploys-api.ts'
import { ActorName } from '../../audit/actor-name.tsx'

/** Somebody went past the rules: red until somebody else has looked at it. */
export function Review({ deploy, asleep, onClose }: { deploy: Deploy; asleep: string | null; onClose: () => void }) {
  const { review } = deploy
  if (review === null) return null
  return (
    <DrawerSection
      title="Review"
      aside={
        review.open && (
          <Button asleep={asleep} onClick={onClose}>
            Close the review…
          </Button>
        )
      }
    >
      {review.open ? (
        <Mark means="bad">Open: nobody else has looked at it yet.</Mark>
      ) : (
        <>
          <Mark means="ok">Closed</Mark>
          <p className="mt-1 flex flex-wrap gap-x-2">
            {review.closed_by !== null && <ActorName actor={review.closed_by} />}
            {review.closed_at !== null && <Time at={review.closed_at} show="both" />}
          </p>
          {review.note !== null && <q className="block break-words text-muted">{review.note}</q>}
        </>
      )}
    </DrawerSection>
  )
}
