import { Progress } from '@base-ui/react/progress'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import type { DrillRoute } from '../../../drills-api.ts'
import { sentenceOf } from '../../../problem.ts'
import { BulkResult } from '../../queue/dialogs/bulk-result.tsx'
import type { RowResult } from '../../queue/dialogs/bulk-run.ts'
import type { Gathered } from './use-gathered.ts'

/** Which they are is read first, however many there are. */
export function BulkReading({ gathered, onRetry }: { gathered: Gathered; onRetry: () => void }) {
  if (gathered.kind === 'failed')
    return (
      <div role="alert" className="flex items-center gap-3 rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
        <span className="flex-1">Which they are could not be read. {sentenceOf(gathered.error)}</span>
        <Button onClick={onRetry}>Read again</Button>
      </div>
    )
  if (gathered.kind === 'read') return null
  return (
    <Progress.Root value={gathered.got} max={Math.max(1, gathered.of)} className="flex flex-col gap-1.5">
      <Progress.Label className="text-s">
        Reading which they are: {count(gathered.got)} of {count(gathered.of)}
      </Progress.Label>
      <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-line">
        <Progress.Indicator className="h-full bg-accent" />
      </Progress.Track>
    </Progress.Root>
  )
}

const titleOf = ({ owner, provider, schedule_title }: DrillRoute): string =>
  `${owner} at ${provider} · ${schedule_title}`

/** What did not work, before all that did: why, and to take away. */
export function BulkFailures({ rows, results }: { rows: readonly DrillRoute[]; results: Results }) {
  if (rows.length === 0) return null
  const saysOf = ({ route_id }: DrillRoute): string => {
    const result = results?.get(route_id)
    return result?.kind === 'refused' ? result.says : ''
  }
  const text = rows.map((row) => `${row.route_id}\t${titleOf(row)}\t${saysOf(row)}`).join('\n')
  return (
    <section aria-label="Failed" className="shrink-0 rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-semibold">{count(rows.length)} failed</h3>
        <CopyButton text={text} what="those that failed" words="Copy them" />
      </div>
      <ul className="mt-1">
        {rows.slice(0, fewest).map((row) => (
          <li key={row.route_id} className="py-0.5">
            {titleOf(row)}: <span className="text-bad">{saysOf(row)}</span>
          </li>
        ))}
        {rows.length > fewest && (
          <li className="text-muted">and {count(rows.length - fewest)} more, below and in the copy.</li>
        )}
      </ul>
    </section>
  )
}

/** Of those that failed: all of them are in the list below. */
const fewest = 5

type Results = ReadonlyMap<string, RowResult> | undefined

/** More are drawn when they are asked for. */
const atOnce = 100

/** One line per route: what it is, and how it stands with it. */
export function BulkRows({ rows, results, done }: { rows: readonly DrillRoute[]; results: Results; done: string }) {
  const [shown, setShown] = useState(atOnce)
  return (
    <section
      aria-label="Results, one per route"
      className="max-h-[30vh] shrink-0 overflow-y-auto rounded-m border border-line bg-bg"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
      tabIndex={0}
    >
      <ul>
        {rows.slice(0, shown).map((row) => (
          <li
            key={row.route_id}
            className="flex min-h-8 items-center gap-x-3 border-b border-line px-3 py-1 last:border-b-0"
          >
            <span className="min-w-0 flex-1 truncate" title={row.route_id}>
              {titleOf(row)}
            </span>
            <span className="min-w-0 text-s">
              <BulkResult result={results?.get(row.route_id)} done={done} />
            </span>
          </li>
        ))}
      </ul>
      {rows.length > shown && (
        <Button kind="ghost" className="m-1" onClick={() => setShown(shown + 10 * atOnce)}>
          Show more of the {count(rows.length)}
        </Button>
      )}
    </section>
  )
}
