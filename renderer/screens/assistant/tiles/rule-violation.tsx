import { ShieldAlert } from 'lucide-react'
import { Mark, Tag } from '../../../components/mark.tsx'
import { figure } from '../../../components/quantity.ts'
import { Time } from '../../../components/time.tsx'
import { ViolationDetail } from '../../../components/violation-detail.tsx'
import type { Evaluation } from '../../../fleet-api.ts'
import { linkToTrace } from './links.ts'
import { Nothing } from './stat.tsx'
import { AsOf, TileFrame } from './tile-frame.tsx'

type Props = { violation: Evaluation | null; at: string | null; sleeping: string | null }

/** The newest amber or red verdict, what weighed how much in it, and the way to its trace. */
export function RuleViolation({ violation, at, sleeping }: Props) {
  if (violation === null)
    return (
      <TileFrame icon={ShieldAlert} title="Latest violation" age={<AsOf at={at} />}>
        <Nothing>No verdict was amber or red. Rules stand under Settings, Fleet.</Nothing>
      </TileFrame>
    )
  return (
    <TileFrame
      icon={ShieldAlert}
      title="Latest violation"
      age={<AsOf at={at} />}
      link={{ to: linkToTrace(violation.trace_id), label: 'Open its trace' }}
    >
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
        <LabelMark label={violation.label} />
        <span className="font-semibold break-words">{violation.rule}</span>
        {violation.score !== null && <span className="text-s text-muted">score {figure(violation.score)}</span>}
        {violation.frameworks.map((framework) => (
          <Tag key={framework}>{framework}</Tag>
        ))}
      </p>
      <p className="mt-0.5 mb-2 flex flex-wrap items-center gap-x-2.5 text-s text-muted">
        <span className="break-all">{violation.agent}</span>
        <Time at={violation.at} show="both" />
        <span>
          {violation.source === 'countersign' ? 'judged by a rule of Countersign' : 'reported by somebody else'}
        </span>
      </p>
      <ViolationDetail violation={violation} sleeping={sleeping} />
    </TileFrame>
  )
}

function LabelMark({ label }: { label: Evaluation['label'] }) {
  switch (label) {
    case 'green':
      return <Mark means="ok">green</Mark>
    case 'amber':
      return <Mark means="warn">amber</Mark>
    case 'red':
      return <Mark means="bad">red</Mark>
    default:
      return label satisfies never
  }
}
