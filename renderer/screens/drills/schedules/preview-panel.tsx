import { Button } from '../../../components/button.tsx'
import { Mark } from '../../../components/mark.tsx'
import { ProblemFacts, SkeletonRows } from '../../../components/states.tsx'
import type { NewDrillSchedule, PlanPreview } from '../../../drills-api.ts'
import { ApiProblem, sentenceOf } from '../../../problem.ts'
import { isoOf, localOf } from './form-times.ts'
import { MomentField } from './moment-field.tsx'
import { DecisionTable, PreviewSummary } from './plan-preview.tsx'
import { fieldWords, type Placed } from './schedule-issues.ts'

type Props = {
  body: NewDrillSchedule | null
  /** What is missing before a plan can be made of it. */
  missing: string | null
  at: string
  onAt: (at: string) => void
  wrong: Placed
  shown: { data: PlanPreview | null | undefined; error: Error | null; current: boolean }
}

/** What plan the form would lead to, now or at another time. Nothing is kept, and nobody is told. */
export function PreviewPanel({ body, missing, at, onAt, wrong, shown }: Props) {
  const { data, error, current } = shown
  const invalid = error instanceof ApiProblem && error.status === 422
  return (
    <section aria-label="Preview of the plan" className="flex flex-col gap-3">
      <h3 className="font-semibold">The plan that it would lead to</h3>
      <div className="flex flex-wrap items-end gap-2">
        <div className="w-52">
          <MomentField
            name="preview-at"
            label="At this time (empty: now)"
            value={at}
            onChange={(event) => onAt(event.currentTarget.value)}
          />
        </div>
        <Button onClick={() => onAt('')} asleep={at === '' ? 'It is shown as of now' : null}>
          Now
        </Button>
        <Button
          onClick={() => body && onAt(localOf(isoOf(body.next_due_at)))}
          asleep={body === null ? 'It is not said yet when it is due' : null}
        >
          On its day
        </Button>
      </div>
      {body === null && (
        <p className="text-muted">{(missing ?? '').replace('Asleep until', 'It is shown as soon as')}.</p>
      )}
      {body !== null && error !== null && (
        <div role="status" className="rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
          <Mark means="bad">{invalid ? 'No plan can be made of it yet' : 'The plan could not be asked for'}</Mark>
          {invalid ? (
            <ul className="mt-0.5">
              {Object.entries(wrong.fields).map(([field, message]) => (
                <li key={field}>
                  <b className="font-semibold">{fieldWords(field)}</b>: {message}
                </li>
              ))}
              {wrong.other.map((message) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          ) : (
            <p className="mt-0.5">{sentenceOf(error)}</p>
          )}
          {!invalid && <ProblemFacts error={error} />}
        </div>
      )}
      {body !== null && error === null && data && (
        <div aria-live="polite" aria-busy={!current} className={current ? '' : 'opacity-60'}>
          <PreviewSummary preview={data} status={body.status ?? 'active'} />
          <DecisionTable preview={data} />
        </div>
      )}
      {body !== null && error === null && !data && <SkeletonRows rows={3} what="the plan" />}
    </section>
  )
}
