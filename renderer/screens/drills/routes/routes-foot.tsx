import { count } from '../../../components/clock.ts'
import { Kbd } from '../../../components/kbd.tsx'
import { Foot } from '../../../components/page.tsx'
import { ZoneNote } from '../../../components/time.tsx'
import type { Counts } from './use-counts.ts'

const keys: readonly [string, string][] = [
  ['j k', 'move'],
  ['a', 'acknowledge'],
  ['e', 'escalate'],
  ['v', 'resolve'],
  ['A', 'all outstanding'],
  ['E', 'all breached'],
  ['/', 'search'],
  ['?', 'keys'],
]

export function RoutesFoot({ counts, filtered }: { counts: Counts | undefined; filtered: boolean }) {
  return (
    <Foot>
      {counts !== undefined && (
        <span>
          {count(counts.total)} {counts.total === 1 ? 'route' : 'routes'}
          {filtered && ' match'}
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
