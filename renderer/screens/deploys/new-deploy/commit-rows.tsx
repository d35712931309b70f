import { count } from '../../../components/clock.ts'
import { useRowWindow } from '../../../components/row-window.ts'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import { Time } from '../../../components/time.tsx'
import type { DeployDiff } from '../../../deploys-api.ts'
import { Sha } from '../marks.tsx'

const rowHeight = 44

/** Newest first. Ten thousand of them scroll as ten do. */
export function CommitRows({
  label,
  commits,
  total,
  bad = false,
}: {
  label: string
  commits: DeployDiff['commits']
  total: number
  bad?: boolean
}) {
  const { ref, first, last, total: height } = useRowWindow(commits.length, rowHeight)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ScrollRegion ref={ref} label={`${label}, newest first`} className="min-h-0 flex-1">
        <ol className="relative" style={{ height }}>
          {commits.slice(first, last).map(({ sha, author, at, subject }, place) => (
            <li
              key={sha}
              aria-posinset={first + place + 1}
              aria-setsize={commits.length}
              className="absolute inset-x-0 flex h-11 flex-col justify-center border-b border-line px-3"
              style={{ top: (first + place) * rowHeight }}
            >
              <span className={`truncate ${bad ? 'text-bad' : ''}`} title={subject}>
                {subject}
              </span>
              <span className="flex gap-2 truncate text-s text-muted">
                <Sha sha={sha} />
                <span className="truncate">{author}</span>
                <Time at={at} show="both" className="ml-auto shrink-0" />
              </span>
            </li>
          ))}
        </ol>
      </ScrollRegion>
      {total > commits.length && (
        <p className="shrink-0 border-t border-line px-3 py-1 text-s text-warn">
          The newest {count(commits.length)} of {count(total)} are listed: the list is cut, what ships is not.
        </p>
      )}
    </div>
  )
}
