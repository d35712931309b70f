import type { Action } from '../../../api.ts'
import { TierMark } from '../marks.tsx'
import { titleOf } from './action-words.ts'
import type { BulkPlan } from './bulk-plan.ts'
import { BulkResult } from './bulk-result.tsx'
import type { RowResult } from './bulk-run.ts'

type Props = {
  going: readonly Action[]
  leftOut: BulkPlan['leftOut']
  results: ReadonlyMap<string, RowResult> | undefined
  done: string
}

/** One line per row: what it is, and how it stands with it. */
export function BulkRows({ going, leftOut, results, done }: Props) {
  return (
    <section
      className="max-h-[40vh] shrink-0 overflow-y-auto rounded-m border border-line bg-bg"
      aria-label="Results, one per row"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
      tabIndex={0}
    >
      {going.length === 0 && <p className="px-3 py-2 text-muted">None of the chosen rows can be decided like this.</p>}
      <ul>
        {going.map((action) => (
          <Row key={action.id} action={action}>
            <BulkResult result={results?.get(action.id)} done={done} />
          </Row>
        ))}
      </ul>
      {leftOut.length > 0 && (
        <section aria-label="Left out">
          <h3 className="border-b border-line bg-surface px-3 py-1.5 text-s font-semibold text-muted">
            Left out: {leftOut.length}
          </h3>
          <ul>
            {leftOut.map(({ action, why }) => (
              <Row key={action.id} action={action}>
                <span className="text-muted">{why}</span>
              </Row>
            ))}
          </ul>
        </section>
      )}
    </section>
  )
}

function Row({ action, children }: { action: Action; children: React.ReactNode }) {
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-3 border-b border-line px-3 py-1 last:border-b-0">
      <span className="min-w-0 flex-1 basis-56">
        <TierMark tier={action.tier} /> <span className="pl-1.5">{titleOf(action)}</span>
        <About action={action} />
      </span>
      <span className="min-w-0 basis-64 text-s">{children}</span>
    </li>
  )
}

/** What is decided about it: why it was proposed, and what it is given along. */
function About({ action: { reason, payload } }: { action: Action }) {
  const given = JSON.stringify(payload)
  return (
    <span className="block truncate text-s text-muted" title={`${reason}\n${given}`}>
      {reason} {given !== '{}' && <code className="font-mono text-xs">{given}</code>}
    </span>
  )
}
