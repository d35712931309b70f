import { useEffect, useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { Mark } from '../../../components/mark.tsx'
import type { DeployDiff, Surface } from '../../../deploys-api.ts'
import { type Command, useCommands } from '../../../state/commands.ts'
import { CommitRows } from './commit-rows.tsx'
import { FilePatch } from './file-patch.tsx'
import { FileRows } from './file-rows.tsx'
import { PlanText } from './plan-text.tsx'

type Pane = 'patch' | 'plan'
type View = 'unified' | 'split'

const group = 'What will ship'

/** The commits and files on one side, what changes in a file on the other. */
export function PreviewPanes({ surface, diff }: { surface: Surface; diff: DeployDiff }) {
  const { commits, commits_total, lost, lost_total, files, files_total, additions, deletions, plan } = diff
  const [chosen, setChosen] = useState(files[0]?.path)
  const [pane, setPane] = useState<Pane>(plan === null ? 'patch' : 'plan')
  const [view, setView] = useState<View>('unified')
  const list = useRef<HTMLElement>(null)
  const byKey = useRef(false)
  const patch = useRef<HTMLElement>(null)
  const choose = (path: string | undefined) => {
    if (path === undefined) return
    setChosen(path)
    setPane('patch')
  }
  const move = (by: 1 | -1) => {
    const from = files.findIndex(({ path }) => path === chosen)
    choose(files[Math.min(Math.max(from + by, 0), files.length - 1)]?.path)
    byKey.current = true
  }
  // The row may only be drawn once the list was scrolled to it.
  useEffect(() => {
    if (!byKey.current || chosen === undefined) return
    byKey.current = false
    list.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus({ preventScroll: true })
  }, [chosen])
  const read = () => {
    setPane('patch')
    // It is drawn in the place of the plan first.
    setTimeout(() => patch.current?.focus())
  }
  const here = (id: string, label: string, keys: string[], run: () => void, palette = false): Command => ({
    id: `preview.${id}`,
    label,
    group,
    keys,
    palette,
    run,
  })
  useCommands([
    here('next', 'Next file', ['j', 'ArrowDown'], () => move(1)),
    here('previous', 'Previous file', ['k', 'ArrowUp'], () => move(-1)),
    here('read', 'Read what changes in the file', ['Enter'], read),
    here('view', 'Unified or split', ['s'], () => setView((now) => (now === 'split' ? 'unified' : 'split')), true),
  ])
  const nothing = commits.length === 0 && lost.length === 0
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-h-0 w-[clamp(320px,36%,640px)] shrink-0 flex-col border-r border-line-strong">
        {lost.length > 0 && (
          <>
            <Heading>
              <Mark means="bad">
                <b>
                  {count(lost_total)} {lost_total === 1 ? 'commit' : 'commits'} would be TAKEN AWAY from {surface.app}
                </b>
              </Mark>
            </Heading>
            <CommitRows label="Commits that would be taken away" commits={lost} total={lost_total} bad />
          </>
        )}
        {commits.length > 0 && (
          <>
            <Heading>
              <b className="font-semibold">
                {count(commits_total)} {commits_total === 1 ? 'commit' : 'commits'}
              </b>{' '}
              would ship
            </Heading>
            <CommitRows label="Commits that would ship" commits={commits} total={commits_total} />
          </>
        )}
        {nothing && <p className="border-b border-line px-3 py-2 text-muted">No commit lies between the two.</p>}
        <Heading>
          <b className="font-semibold">
            {count(files_total)} {files_total === 1 ? 'file' : 'files'}
          </b>{' '}
          <span className="font-mono text-s">
            <span className="text-ok">+{count(additions)}</span> <span className="text-bad">−{count(deletions)}</span>
          </span>
        </Heading>
        {files.length === 0 ? (
          <p className="px-3 py-2 text-muted">No file changes.</p>
        ) : (
          <FileRows diff={diff} chosen={chosen} onChoose={choose} onRead={read} list={list} />
        )}
      </div>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line px-3">
          <h2 className="min-w-0 flex-1 truncate font-mono text-s font-semibold">
            {pane === 'plan' ? 'The plan' : (chosen ?? 'No file')}
          </h2>
          {plan !== null && (
            <Button aria-pressed={pane === 'plan'} onClick={() => setPane(pane === 'plan' ? 'patch' : 'plan')}>
              {pane === 'plan' ? 'Show the files' : 'Show the plan'}
            </Button>
          )}
          {pane === 'patch' && chosen !== undefined && (
            <Button onClick={() => setView(view === 'split' ? 'unified' : 'split')}>
              {view === 'split' ? 'Show unified' : 'Show side by side'}
            </Button>
          )}
        </div>
        {pane === 'plan' && plan !== null ? (
          <PlanText plan={plan} />
        ) : chosen === undefined ? (
          <p className="p-3 text-muted">There is no change to read.</p>
        ) : (
          <FilePatch diff={diff} path={chosen} view={view} paneRef={patch} />
        )}
      </div>
    </div>
  )
}

const Heading = ({ children }: { children: React.ReactNode }) => (
  <h2 className="flex min-h-8 shrink-0 items-center gap-1.5 border-b border-line bg-surface px-3 py-1">{children}</h2>
)
