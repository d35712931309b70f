import { useMutation } from '@tanstack/react-query'
import { Button } from '../../../components/button.tsx'
import { Mark } from '../../../components/mark.tsx'
import { figure } from '../../../components/quantity.ts'
import { Refused } from '../../../components/refused.tsx'
import { fleetApi } from '../../../fleet-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import type { JudgedRule } from './rule-form.ts'
import { trialWords } from './rule-words.ts'

type Props = { judged: JudgedRule; onFaulty: () => void }

/** What the rule would say of the last traces, as it stands in the fields: before anybody is judged by it. */
export function RuleTrial({ judged, onFaulty }: Props) {
  const offline = useAsleep('Try the rule')
  const attempt = useMutation({
    mutationFn: async () => {
      if (judged.kind === 'faulty') throw new Error('what is faulty is not tried')
      const { rule } = judged
      return { found: await fleetApi.tryRule({ rule }), rule: JSON.stringify(rule) }
    },
  })
  const { data } = attempt
  const outdated = data !== undefined && (judged.kind === 'faulty' || JSON.stringify(judged.rule) !== data.rule)
  return (
    <div className="rounded-m border border-line bg-bg px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          type="button"
          asleep={offline ?? (attempt.isPending ? 'Waiting for the server' : null)}
          onClick={() => (judged.kind === 'faulty' ? onFaulty() : attempt.mutate())}
        >
          {attempt.isPending ? 'Trying it…' : 'Try it'}
        </Button>
        <span role="status" className="text-s text-muted">
          {data === undefined
            ? 'Shows what it would say of the last traces. Nothing is kept, nobody is judged.'
            : outdated
              ? 'Changed since it was tried.'
              : ''}
        </span>
      </div>
      {data !== undefined && (
        <div className={`mt-2 ${outdated ? 'opacity-60' : ''}`}>
          <p role="status">{trialWords(data.found)}</p>
          {data.found.worst.length > 0 && (
            <table aria-label="The worst of them" className="mt-1 w-full border-collapse text-s">
              <thead>
                <tr className="text-left text-xs text-faint">
                  <th scope="col" className="py-0.5 font-semibold">
                    Trace
                  </th>
                  <th scope="col" className="py-0.5 pl-3 font-semibold">
                    Agent
                  </th>
                  <th scope="col" className="py-0.5 pl-3 font-semibold">
                    It would be
                  </th>
                  <th scope="col" className="py-0.5 pl-3 text-right font-semibold">
                    Score
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.found.worst.map(({ trace_id, agent, score, label }) => (
                  <tr key={trace_id} className="border-t border-line">
                    <th scope="row" className="py-0.5 text-left font-normal">
                      <a href={`#/traces/${trace_id}`} className="rounded-s font-mono text-accent underline">
                        {trace_id.slice(0, 12)}…
                      </a>
                    </th>
                    <td className="py-0.5 pl-3 break-all">{agent}</td>
                    <td className="py-0.5 pl-3">
                      <Mark means={label === 'red' ? 'bad' : label === 'amber' ? 'warn' : 'ok'}>{label}</Mark>
                    </td>
                    <td className="py-0.5 pl-3 text-right font-mono">{figure(score)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
      {!attempt.isPending && <Refused error={attempt.error} />}
    </div>
  )
}
