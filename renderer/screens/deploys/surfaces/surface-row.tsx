import { Rocket } from 'lucide-react'
import type { MouseEvent, RefCallback } from 'react'
import { Button } from '../../../components/button.tsx'
import type { HoldHandle } from '../../../components/use-hold.ts'
import type { Deploy, Surface } from '../../../deploys-api.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { EnvironmentWord, hostWords } from '../marks.tsx'
import { RollbackControl } from '../rollback/rollback-control.tsx'
import { RollbackSaid } from '../rollback/rollback-said.tsx'
import { LastStrip } from './last-strip.tsx'
import { HealthMark, Lead, Running } from './running.tsx'
import { StateLine, StateSaid } from './state-line.tsx'
import { deployPathOf } from './surface-deeds.ts'

type Props = {
  surface: Surface
  moving: ReadonlyMap<string, Deploy>
  open: boolean
  handle: RefCallback<HoldHandle>
  onOpen: (id: string, how: 'keyboard' | 'pointer') => void
  onDeploy: (surface: Surface) => void
  onChoose: (surface: Surface) => void
}

/** What can be deployed: where it leads, what runs there, how it is, what goes on, and the two things one comes here for. */
export function SurfaceRow({ surface, moving, open, handle, onOpen, onDeploy, onChoose }: Props) {
  const offline = useSurfaceAsleep('Deploy', surface)
  const { asleep } = deployPathOf(surface)
  const choose = () => onChoose(surface)
  const edge = surface.alert === null ? '' : 'bg-bad-bg'
  return (
    <li
      data-env={surface.environment}
      className={`relative border-b border-l-6 border-b-line border-l-env py-2 pr-3 pl-3 hover:bg-hover has-[[data-surface]:focus-visible]:outline-2 has-[[data-surface]:focus-visible]:-outline-offset-2 has-[[data-surface]:focus-visible]:outline-focus ${open ? 'bg-accent-bg' : edge}`}
    >
      <div className="grid items-start gap-x-4 gap-y-1 @min-[460px]:grid-cols-2 @min-[860px]:grid-cols-[minmax(0,1.3fr)_minmax(0,1.3fr)_minmax(0,0.8fr)_9.5rem]">
        <div className="min-w-0">
          <button
            type="button"
            data-surface={surface.id}
            aria-expanded={open}
            // A press by Enter or Space has no pointer behind it.
            onClick={({ detail }: MouseEvent) => onOpen(surface.id, detail === 0 ? 'keyboard' : 'pointer')}
            className="block max-w-full cursor-pointer truncate text-left font-semibold after:absolute after:inset-0 focus-visible:outline-none"
          >
            {surface.name}
          </button>
          <span className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-s text-muted">
            <EnvironmentWord environment={surface.environment} />
            <span className="truncate font-mono text-ink">{surface.app}</span>
            <span className="whitespace-nowrap">{hostWords[surface.host]}</span>
          </span>
        </div>
        <div className="min-w-0">
          <Running surface={surface} />
        </div>
        <div className="min-w-0">
          <HealthMark surface={surface} />
          <span className="block text-s">
            <Lead surface={surface} />
          </span>
        </div>
        <div className="min-w-34">
          <LastStrip surface={surface} />
        </div>
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <div className="min-w-60 flex-1 text-s">
          <StateLine surface={surface} moving={moving} />
          <StateSaid surface={surface} moving={moving} />
        </div>
        <div className="relative z-1 flex flex-wrap items-center justify-end gap-2">
          <Button asleep={offline ?? asleep} onClick={() => onDeploy(surface)}>
            <Rocket size={13} aria-hidden />
            <span>
              Deploy<span className="sr-only"> {surface.app}</span>…
            </span>
          </Button>
          <RollbackControl surface={surface} handle={handle} onChoose={choose} />
        </div>
      </div>
      <div className="relative z-1 empty:hidden">
        <RollbackSaid surface={surface} onChoose={choose} />
      </div>
    </li>
  )
}
