import { ago } from '../../../components/clock.ts'
import { useWidth } from '../../../components/use-width.ts'
import { type Axis, type Health, type Lane, type Outlook, placeOf, ticksOf } from './timeline-geometry.ts'
import { healthWords, linkTo } from './timeline-table.tsx'

const tall = 22
const head = 16
const whens = 116

const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** A lane for each drill: when it is due, and its windows of maintenance shaded. The table behind it says the same. */
export function Timeline({ outlook: { axis, lanes } }: { outlook: Outlook }) {
  const [box, width] = useWidth<HTMLDivElement>()
  const room = Math.max(0, width - whens)
  const x = (at: number) => placeOf(at, axis) * room
  const height = head + lanes.length * tall
  return (
    <div className="flex">
      <ul aria-label="Schedules" className="w-[clamp(110px,22%,280px)] shrink-0 pr-3" style={{ paddingTop: head }}>
        {lanes.map(({ schedule_id, title }) => (
          <li key={schedule_id} style={{ height: tall }}>
            <a
              href={linkTo({ schedule_id })}
              title={`${title} (${schedule_id})`}
              className="block truncate rounded-s text-s leading-[22px] hover:underline focus-visible:-outline-offset-2"
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
      <div ref={box} aria-hidden="true" className="min-w-0 flex-1">
        {room > 0 && (
          <svg aria-hidden="true" width={width} height={height} className="block">
            {ticksOf(axis, Math.floor(room / 64)).map((at) => (
              <g key={at}>
                <line x1={x(at)} x2={x(at)} y1={head} y2={height} className="stroke-line" />
                {isFree(x(at), x(axis.now), room) && (
                  <text x={x(at)} y={11} textAnchor="middle" className="fill-faint text-xs">
                    {dayOfYear.format(at)}
                  </text>
                )}
              </g>
            ))}
            {lanes.map((lane, index) => (
              <LaneOf key={lane.schedule_id} lane={lane} axis={axis} x={x} room={room} y={head + index * tall} />
            ))}
            <line
              x1={x(axis.now)}
              x2={x(axis.now)}
              y1={head - 3}
              y2={height}
              strokeWidth={1.5}
              className="stroke-accent"
            />
            <rect x={x(axis.now) - 15} y={0} width={30} height={14} rx={3} className="fill-accent" />
            <text x={x(axis.now)} y={11} textAnchor="middle" className="fill-on-accent text-xs font-semibold">
              now
            </text>
          </svg>
        )}
      </div>
    </div>
  )
}

/** Not under the word at the present moment, and not cut by the beginning. */
const isFree = (at: number, now: number, room: number): boolean => Math.abs(at - now) > 38 && at > 18 && at < room - 4

const fills: Record<Health, string> = { overdue: 'fill-bad', soon: 'fill-warn', healthy: 'fill-ok' }

type LaneProps = { lane: Lane; axis: Axis; x: (at: number) => number; room: number; y: number }

function LaneOf({ lane: { due, health, beyond, windows }, axis, x, room, y }: LaneProps) {
  const middle = y + tall / 2
  return (
    <g>
      <line x1={0} x2={room} y1={middle} y2={middle} className="stroke-line" />
      {windows.map(({ from, until, reason }) => (
        <rect
          key={`${from} ${until}`}
          x={x(from)}
          y={y + 3}
          width={Math.max(3, x(until) - x(from))}
          height={tall - 6}
          rx={2}
          strokeDasharray="3 2"
          className="fill-accent-bg stroke-accent"
        >
          <title>{`Maintenance: ${reason}`}</title>
        </rect>
      ))}
      <Shape health={health} x={x(due)} y={middle} />
      <text x={room + whens} y={middle + 4} textAnchor="end" className={`text-s ${fills[health]}`}>
        {healthWords[health]} {ago(due, axis.now)}
        {beyond !== null && (beyond === 'future' ? ' →' : ' ←')}
      </text>
    </g>
  )
}

/** A triangle is past due, a diamond soon, a circle healthy: no state is known by its colour alone. */
function Shape({ health, x, y }: { health: Health; x: number; y: number }) {
  const look = fills[health]
  if (health === 'overdue') return <path d={`M${x} ${y - 7}L${x + 7} ${y + 6}H${x - 7}Z`} className={look} />
  if (health === 'soon')
    return <path d={`M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z`} className={look} />
  return <circle cx={x} cy={y} r={5} className={look} />
}
