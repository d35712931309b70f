import { Undo2 } from 'lucide-react'
import { Time } from '../../../components/time.tsx'
import type { Surface } from '../../../deploys-api.ts'
import { kindWords, OutcomeGlyph, outcomeWords, shortSha } from '../marks.tsx'
import { nameOfActor } from './running.tsx'

/** The last deploys as a strip of shapes, oldest first, with a table behind it for those who cannot see it. */
export function LastStrip({ surface: { name, last_deploys } }: { surface: Surface }) {
  if (last_deploys.length === 0) return <span className="text-s text-muted">no deploys yet</span>
  return (
    <div className="relative">
      <span aria-hidden className="flex items-center gap-1">
        {last_deploys.toReversed().map((each) => (
          <span
            key={each.id}
            title={`${kindWords[each.kind]} of ${shortSha(each.to_sha)}: ${outcomeWords(each.outcome)}`}
            className="relative z-1 inline-flex h-6 items-center gap-0.5 rounded-s border border-line bg-bg px-1"
          >
            {each.kind === 'rollback' && <Undo2 size={11} className="text-muted" />}
            <OutcomeGlyph outcome={each.outcome} />
          </span>
        ))}
      </span>
      <table className="sr-only">
        <caption>Last deploys of {name}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Commit</th>
            <th scope="col">What came of it</th>
            <th scope="col">Begun</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {last_deploys.map((each) => (
            <tr key={each.id}>
              <td>{kindWords[each.kind]}</td>
              <td>{shortSha(each.to_sha)}</td>
              <td>{outcomeWords(each.outcome)}</td>
              <td>
                <Time at={each.started_at} show="both" />
              </td>
              <td>{nameOfActor(each.actor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
