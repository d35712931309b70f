import { Check, Circle, CircleDot, CircleSlash2, type LucideIcon, X } from 'lucide-react'
import type { Deploy } from '../../../deploys-api.ts'
import { kindWords, outcomeWords } from '../marks.tsx'
import { type StepLook, stateWords, stepsOf } from './states.ts'

const looks: Record<StepLook, readonly [LucideIcon, mark: string, name: string]> = {
  behind: [Check, 'text-ok', 'text-ink'],
  now: [CircleDot, 'text-accent motion-safe:animate-[waiting_1.4s_ease-in-out_infinite]', 'font-semibold text-accent'],
  ahead: [Circle, 'text-faint', 'text-muted'],
  skipped: [CircleSlash2, 'text-faint', 'text-muted'],
  failed: [X, 'text-bad', 'font-semibold text-bad'],
}

/** For those who hear it: said anew with every step, and with no clock in it. */
function saidOf({ kind, state, outcome, stopping }: Deploy): string {
  const now = kind === 'rollback' && state === 'deploying' ? 'Rolling back' : stateWords[state]
  return `${kindWords[kind]}: ${outcome === null ? `${now}${stopping ? ', being broken off' : ''}` : outcomeWords(outcome)}`
}

/** The states of the gate in their order: what is behind, where it is now, what was never reached. */
export function StateLine({ deploy }: { deploy: Deploy }) {
  return (
    <>
      <p role="status" className="sr-only">
        {saidOf(deploy)}
      </p>
      <ol aria-label="Steps of the gate" className="flex shrink-0 flex-wrap gap-y-1 border-b border-line px-4 py-2">
        {stepsOf(deploy).map(({ name, look, says }, place) => {
          const [Icon, mark, words] = looks[look]
          return (
            <li key={name} aria-current={look === 'now' ? 'step' : undefined} className="flex items-start">
              {place > 0 && <span aria-hidden className="mx-2.5 mt-[9px] h-px w-5 bg-line-strong" />}
              <Icon size={16} aria-hidden className={`mt-0.5 mr-1.5 shrink-0 ${mark}`} />
              <span className="flex flex-col">
                <span className={words}>{name}</span>
                <span className={`text-xs ${look === 'failed' ? 'text-bad' : 'text-faint'}`}>{says}</span>
              </span>
            </li>
          )
        })}
      </ol>
    </>
  )
}
