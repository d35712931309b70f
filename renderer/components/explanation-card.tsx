import { useQuery } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { fleetApi } from '../fleet-api.ts'
import { ApiProblem, sentenceOf } from '../problem.ts'
import { useAsleep } from '../state/asleep.ts'
import { useSession } from '../state/connection.ts'
import { Button, buttonLook } from './button.tsx'
import { Mark } from './mark.tsx'
import { ProblemFacts } from './states.tsx'

/** The same in plain words, by a model: only where somebody asks, because it costs them something and leaves the house. */
export function ExplanationCard({ violation, sleeping = null }: { violation: string; sleeping?: string | null }) {
  const offline = useAsleep('Explain')
  const { data: session } = useSession()
  const denied =
    session === undefined || session.permissions['chat.use']
      ? null
      : 'This needs the permission chat.use, which your roles do not carry.'
  // Never asked for by itself; what was said once is not paid for twice.
  const ask = useQuery({
    queryKey: ['explanation', violation],
    queryFn: ({ signal }) => fleetApi.explanation(violation, signal),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })
  const said = ask.data
  return (
    <div className="rounded-m border border-line bg-bg px-3 py-2">
      {said === undefined ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button
            asleep={sleeping ?? offline ?? denied ?? (ask.isFetching ? 'The model is writing' : null)}
            onClick={() => void ask.refetch()}
          >
            <Sparkles size={13} aria-hidden />
            {ask.isFetching ? 'Your model is writing…' : 'Explain in plain words with your model'}
          </Button>
          <span className="text-s text-muted">The verdict and its numbers go to your own provider.</span>
        </div>
      ) : (
        <>
          <p className="break-words whitespace-pre-wrap">{said.text}</p>
          <p className="mt-1.5 text-s text-muted">
            Written by a model ({said.provider}, {said.model}), and may be wrong. The numbers above are not.
          </p>
        </>
      )}
      {ask.error !== null && !ask.isFetching && <Refused error={ask.error} />}
    </div>
  )
}

function Refused({ error }: { error: unknown }) {
  const noKey = error instanceof ApiProblem && error.status === 412
  const tooMany = error instanceof ApiProblem && error.status === 429
  return (
    <div role="alert" className="mt-2">
      <Mark means={noKey || tooMany ? 'warn' : 'bad'}>
        {noKey ? 'No provider key is configured' : sentenceOf(error)}
      </Mark>
      {noKey && (
        <p className="mt-1.5">
          <a href="#/settings/ai-assistant" className={buttonLook('primary')}>
            Add a key
          </a>
        </p>
      )}
      {tooMany && (
        <p className="text-s text-muted">Explanations are limited to 20 a minute. Nothing is lost: ask again.</p>
      )}
      {!noKey && <ProblemFacts error={error} />}
    </div>
  )
}
