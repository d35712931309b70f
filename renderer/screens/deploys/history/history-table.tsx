import { ShieldAlert, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Time } from '../../../components/time.tsx'
import { useWidth } from '../../../components/use-width.ts'
import type { Deploy, Surface } from '../../../deploys-api.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { EnvironmentWord, kindWords, OutcomeGlyph, OutcomeMark, Sha } from '../marks.tsx'
import { secondsWords } from '../rollback/rollback-words.ts'
import { stateWords } from '../surfaces/use-moving.ts'

type Column = { name: string; look: string; from: number; cell: (deploy: Deploy) => ReactNode }

const columns: readonly Column[] = [
  { name: 'Where', look: 'w-34', from: 0, cell: ({ environment }) => <EnvironmentWord environment={environment} /> },
  { name: 'What came of it', look: 'w-42', from: 480, cell: (deploy) => <Came deploy={deploy} /> },
  { name: 'Took', look: 'w-24', from: 1240, cell: (deploy) => <Took deploy={deploy} /> },
  { name: 'By', look: 'w-60', from: 900, cell: ({ actor }) => <ActorName actor={actor} /> },
  { name: 'Begun', look: 'w-40', from: 700, cell: ({ started_at }) => <Time at={started_at} /> },
  {
    name: 'Ago',
    look: 'w-20',
    from: 620,
    cell: ({ started_at }) => <Time at={started_at} show="relative" className="text-muted" />,
  },
]

export function HistoryTable({ deploys, surfaces }: { deploys: readonly Deploy[]; surfaces: readonly Surface[] }) {
  const [box, width] = useWidth<HTMLDivElement>()
  const shown = columns.filter(({ from }) => width >= from)
  const names = new Map(surfaces.map(({ id, name }) => [id, name]))
  return (
    <div ref={box}>
      <table className="w-full table-fixed border-collapse" aria-label="Deploys and rollbacks">
        <thead>
          <tr className="h-8 border-b border-line text-left text-xs text-faint">
            <th scope="col" className="px-2 pl-3 font-semibold">
              Deploy
            </th>
            {shown.map(({ name, look }) => (
              <th key={name} scope="col" className={`px-2 font-semibold last:pr-3 ${look}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {deploys.map((deploy) => (
            <tr
              key={deploy.id}
              data-env={deploy.environment}
              className="relative h-(--row) border-b border-line hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus"
            >
              <td className="border-l-6 border-l-env px-2 pl-3">
                <a
                  href={`#/deploys/${encodeURIComponent(deploy.id)}`}
                  data-deploy={deploy.id}
                  className="flex min-w-0 items-center gap-2 after:absolute after:inset-0 focus-visible:outline-none"
                >
                  {deploy.kind === 'rollback' && <Undo2 size={13} aria-hidden className="shrink-0 text-muted" />}
                  <span className="truncate">
                    {kindWords[deploy.kind]} · {names.get(deploy.surface) ?? deploy.target_app}
                  </span>
                  <span className="shrink-0 text-s text-muted">
                    <Sha sha={deploy.from_sha} /> <span aria-hidden>→</span>
                    <span className="sr-only">to</span> <Sha sha={deploy.to_sha} />
                  </span>
                  {deploy.review?.open === true && (
                    <span className="inline-flex shrink-0 items-center gap-1 text-xs text-bad">
                      <ShieldAlert size={13} aria-hidden />
                      not looked at
                    </span>
                  )}
                </a>
              </td>
              {shown.map(({ name, cell }) => (
                <td key={name} className="px-2 last:pr-3">
                  <div className="flex min-w-0 items-center overflow-hidden whitespace-nowrap">{cell(deploy)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Came({ deploy }: { deploy: Deploy }) {
  if (deploy.outcome !== null) return <OutcomeMark outcome={deploy.outcome} />
  return (
    <span className="inline-flex items-center gap-1.5 text-accent">
      <OutcomeGlyph outcome={null} /> {stateWords(deploy)}
    </span>
  )
}

function Took({ deploy: { started_at, finished_at } }: { deploy: Deploy }) {
  if (finished_at === null) return <span className="text-muted">not over</span>
  const seconds = Math.max(0, Date.parse(finished_at) - Date.parse(started_at)) / 1000
  return <span className="font-mono text-s">{secondsWords(seconds)}</span>
}
