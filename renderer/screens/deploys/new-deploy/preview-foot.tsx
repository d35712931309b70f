import { Button } from '../../../components/button.tsx'
import { Kbd, keyInButton } from '../../../components/kbd.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { DeployDiff, Surface } from '../../../deploys-api.ts'
import { useCommands } from '../../../state/commands.ts'
import { useNow } from '../../../state/now.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { PathChoice, TokenFailed, useOwnToken } from './path-choice.tsx'
import { barriersOf, deedOf, obstacleTo, type Path } from './preview-words.ts'

type Props = {
  surface: Surface
  diff: DeployDiff
  path: Path
  /** It is being looked at again: what is shown is about to be another. */
  asking: boolean
  onPath: (path: Path) => void
  onGoOn: () => void
  onBack: () => void
}

/** By which path, what is in the way, and on to the phrase. */
export function PreviewFoot({ surface, diff, path, asking, onPath, onGoOn, onBack }: Props) {
  const token = useOwnToken(surface, path)
  const offline = useSurfaceAsleep('Deploy', path === 'local' ? surface : undefined)
  // What else is in the way is said beside it.
  const obstacle = obstacleTo({ surface, diff, path, hasToken: token.failed === null ? token.present : true })
  const unheard = token.failed === null ? null : 'Whether your own token for the forge is here could not be asked'
  const barriers = barriersOf(surface, new Date(useNow()).toISOString())
  const asleep = offline ?? obstacle?.says ?? unheard ?? (asking ? 'It is being looked at again' : null)
  const does = deedOf(diff, surface.app)
  useCommands([
    { id: 'preview.go-on', label: `${does}: to the phrase`, group: 'What will ship', keys: ['c'], asleep, run: onGoOn },
  ])
  return (
    <footer className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line-strong bg-surface px-4 py-2">
      <div className="min-w-64 flex-1">
        <PathChoice surface={surface} path={path} onChoose={onPath} />
        {token.failed !== null && <TokenFailed {...token.failed} />}
        {obstacle !== undefined ? (
          <p className="mt-1">
            <Mark means="warn">{obstacle.says}</Mark>{' '}
            {obstacle.leads !== undefined && (
              <a href={obstacle.leads.to} className="rounded-s text-accent underline">
                {obstacle.leads.words}
              </a>
            )}
          </p>
        ) : (
          barriers.map(({ of, says, until }) => (
            <p key={of} className="mt-1">
              <Mark means="warn">
                {says}.{' '}
                {until !== null && (
                  <>
                    Until <Time at={until} />.{' '}
                  </>
                )}
                You may pass it with a reason.
              </Mark>
            </p>
          ))
        )}
      </div>
      <span className="hidden text-s text-muted xl:inline">
        <Kbd keys="j k" /> files <Kbd keys="Enter" /> read <Kbd keys="s" /> side by side
      </span>
      <Button onClick={onBack}>
        Back <Kbd keys="Escape" />
      </Button>
      <Button kind="primary" asleep={asleep} onClick={onGoOn}>
        To the phrase…{' '}
        <span className={keyInButton}>
          <Kbd keys="c" />
        </span>
      </Button>
    </footer>
  )
}
