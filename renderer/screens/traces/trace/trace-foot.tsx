import { count } from '../../../components/clock.ts'
import type { TraceDetail } from '../../../fleet-api.ts'
import { ViewFoot } from '../../drills/view-foot.tsx'

const keys = [
  ['j k', 'move'],
  ['h l', 'caller, called'],
  ['Enter', 'open'],
  ['m', 'do something'],
  ['1 2 3', 'views'],
  ['Escape', 'back'],
] as const

export function TraceFoot({ trace: { spans, left_out } }: { trace: TraceDetail }) {
  return (
    <ViewFoot keys={keys}>
      {count(spans.length)} {spans.length === 1 ? 'span' : 'spans'}
      {left_out > 0 && (
        <b className="font-semibold text-warn">, the first ones: {count(left_out)} more are not shown</b>
      )}
    </ViewFoot>
  )
}
