import { type MouseEvent, memo } from 'react'
import { isFinal } from '../../../../shared/domain/drill-route.ts'
import { Button } from '../../../components/button.tsx'
import type { DrillRoute } from '../../../drills-api.ts'
import { type AnswerName, answerWords, nounOf, refusedBecause } from '../route-words.ts'
import type { Layout } from './columns.ts'
import { cells } from './route-cells.tsx'
import { rowHeight } from './row-window.ts'

export type RowHands = {
  onOpen: (id: string, how: 'keyboard' | 'pointer') => void
  onAnswer: (name: AnswerName, route: DrillRoute) => void
  onFocus: (index: number) => void
}
type Props = RowHands & {
  route: DrillRoute | undefined
  index: number
  layout: Layout
  open: boolean
  /** Where the keyboard is: Tab reaches the controls of this row alone. */
  current: boolean
  asleep: string | null
}

/** The whole row opens it; its button is what the keyboard and a screen reader find. */
export const RouteRow = memo(function RouteRow(props: Props) {
  const { route, index, layout, open, current, asleep, onOpen, onAnswer, onFocus } = props
  return (
    <tr
      aria-rowindex={index + 2}
      style={{ height: rowHeight }}
      onFocus={() => onFocus(index)}
      className={`relative border-b border-line hover:bg-hover has-[[data-route]:focus-visible]:outline-2 has-[[data-route]:focus-visible]:-outline-offset-2 has-[[data-route]:focus-visible]:outline-focus ${open ? 'bg-accent-bg shadow-[inset_2px_0_var(--accent)]' : ''}`}
    >
      {layout.map(({ id }) => (
        <td key={id} className="max-w-0 px-2 first:pl-3 last:pr-3">
          {route === undefined ? (
            <span className="block h-3 w-3/5 rounded-s bg-line" />
          ) : (
            <div className="flex min-w-0 items-center gap-1.5 overflow-hidden">
              {id === 'schedule' && <Opener route={route} open={open} current={current} onOpen={onOpen} />}
              {id === 'commands' && <Commands route={route} current={current} asleep={asleep} onAnswer={onAnswer} />}
              {id !== 'schedule' && id !== 'commands' && cells[id](route)}
            </div>
          )}
        </td>
      ))}
    </tr>
  )
})

type OpenerProps = Pick<Props, 'open' | 'current' | 'onOpen'> & { route: DrillRoute }

function Opener({ route, open, current, onOpen }: OpenerProps) {
  const { route_id, schedule_title, owner, provider } = route
  return (
    <button
      type="button"
      data-route={route_id}
      tabIndex={current ? 0 : -1}
      aria-expanded={open}
      // A press by Enter or Space has no pointer behind it.
      onClick={({ detail }: MouseEvent) => onOpen(route_id, detail === 0 ? 'keyboard' : 'pointer')}
      title={`${schedule_title} (${route.schedule_id})`}
      className="min-w-0 flex-1 cursor-pointer truncate text-left after:absolute after:inset-0 focus-visible:outline-none"
    >
      {schedule_title}
      <span className="sr-only">{`, ${owner} at ${provider}`}</span>
    </button>
  )
}

const shown = ['acknowledge', 'escalate', 'resolve'] as const

function Commands({
  route,
  current,
  asleep,
  onAnswer,
}: Pick<Props, 'current' | 'asleep' | 'onAnswer'> & { route: DrillRoute }) {
  const { acknowledgement_state: state } = route
  // Nothing can be said any more to what was not sent or is over: the drawer says why.
  if (state === null || isFinal(state)) return null
  return (
    <span className="relative z-1 flex gap-1">
      {shown.map((name) => (
        <Button
          key={name}
          tabIndex={current ? 0 : -1}
          aria-label={`${answerWords[name].short} the ${nounOf(route)}`}
          asleep={asleep ?? refusedBecause(route, name)}
          onClick={() => onAnswer(name, route)}
          className="h-6! px-1.5!"
        >
          {answerWords[name].short}
        </Button>
      ))}
    </span>
  )
}
