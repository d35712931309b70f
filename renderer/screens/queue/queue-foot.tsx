import type { ActionSummary } from '../../api.ts'
import { count } from '../../components/clock.ts'
import { Kbd } from '../../components/kbd.tsx'
import { Foot } from '../../components/page.tsx'
import { ZoneNote } from '../../components/time.tsx'

const keys: readonly [string, string][] = [
  ['j k', 'move'],
  ['a', 'approve'],
  ['r', 'reject'],
  ['x', 'select'],
  ['/', 'search'],
  ['n', 'propose'],
  ['?', 'keys'],
]

/** `matching`: how many the filter finds; undefined where there is none. */
export function QueueFoot({ summary, matching }: { summary: ActionSummary | undefined; matching: number | undefined }) {
  const all = summary && Object.values(summary.by_status).reduce((sum, each) => sum + each, 0)
  return (
    <Foot>
      {all !== undefined && (
        <span>
          {matching !== undefined && `${count(matching)} match of `}
          {count(all)} {all === 1 ? 'action' : 'actions'}
        </span>
      )}
      <div className="flex h-5 min-w-0 flex-1 flex-wrap gap-x-4 overflow-hidden">
        {keys.map(([key, does]) => (
          <span key={key} className="inline-flex h-5 items-center gap-1.5">
            <Kbd keys={key} /> {does}
          </span>
        ))}
      </div>
      <span className="shrink-0">
        <ZoneNote />
      </span>
    </Foot>
  )
}
