import { Button } from '../../../components/button.tsx'
import { Mark } from '../../../components/mark.tsx'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import { Time } from '../../../components/time.tsx'
import type { DeployDiff, Surface } from '../../../deploys-api.ts'
import { sentenceOf } from '../../../problem.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { isNothing, type Moved } from './preview-words.ts'
import { SmokeSaid, Warnings, WhatMoved } from './said.tsx'

type Props = {
  surface: Surface
  diff: DeployDiff
  moved: Moved | undefined
  at: number
  again: { asking: boolean; failed: Error | null; ask: () => void }
}

/** Beside what ships: what the smoke gate said, what is known to be wrong, and how old all of this is. */
export function PreviewSaid({ surface, diff, moved, at, again }: Props) {
  const offline = useSurfaceAsleep('Look again at what would ship', surface)
  return (
    <ScrollRegion
      label="What is known of it"
      className="flex max-h-[34%] shrink-0 flex-col gap-1 border-b border-line px-4 py-2"
    >
      {moved !== undefined && <WhatMoved moved={moved} />}
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          {isNothing(diff) && <p className="font-semibold">Nothing to ship: that very commit runs there already.</p>}
          <SmokeSaid smoke={diff.smoke} />
          <Warnings warnings={diff.warnings} />
          {again.failed !== null && <Mark means="bad">Not looked at again: {sentenceOf(again.failed)}</Mark>}
        </div>
        <span className="shrink-0 pt-1 text-s text-muted">
          Looked at <Time at={at} show="relative" />
        </span>
        <Button asleep={offline ?? (again.asking ? 'It is being looked at' : null)} onClick={again.ask}>
          Look again
        </Button>
      </div>
    </ScrollRegion>
  )
}
