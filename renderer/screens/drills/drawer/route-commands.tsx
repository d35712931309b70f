import { Button } from '../../../components/button.tsx'
import { Kbd, keyInButton } from '../../../components/kbd.tsx'
import type { DrillRouteDetail } from '../../../drills-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { type AnswerName, answerWords, refusedBecause } from '../route-words.ts'
import { openRoutesDialog } from '../routes/drill-dialogs.ts'

const answers: readonly (readonly [AnswerName, string])[] = [
  ['acknowledge', 'a'],
  ['escalate', 'e'],
  ['resolve', 'v'],
  ['dismiss', 'x'],
]

/** All that can be said to it; what cannot be said now says why. */
export function RouteCommands({ route }: { route: DrillRouteDetail }) {
  const asleep = useAsleep('Answer')
  return (
    <section aria-label="What can be done" className="flex flex-wrap gap-2 border-t border-line px-4 py-3">
      {answers.map(([name, key]) => {
        const why = asleep ?? refusedBecause(route, name)
        return (
          <Button
            key={name}
            kind={name === 'acknowledge' && why === null ? 'primary' : 'plain'}
            asleep={why}
            className={keyInButton}
            onClick={() => openRoutesDialog({ kind: 'answer', name, route })}
          >
            {answerWords[name].verb}
            {name === 'dismiss' && '…'} <Key of={key} />
          </Button>
        )
      })}
      <Button
        asleep={asleep ?? refusedBecause(route, 'start_drill')}
        onClick={() => openRoutesDialog({ kind: 'drill', route })}
      >
        Start drill… <Key of="s" />
      </Button>
    </section>
  )
}

/** For eyes: the help tells it to everybody. */
const Key = ({ of }: { of: string }) => (
  <span aria-hidden>
    <Kbd keys={of} />
  </span>
)
