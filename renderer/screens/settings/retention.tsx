import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Policy } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmTypedDialog } from '../../components/confirm-typed-dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { Mark } from '../../components/mark.tsx'
import { Section } from '../../components/section.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { sentenceOf } from '../../problem.ts'
import { learnPolicy } from '../../state/policy.ts'
import { notify } from '../../state/toasts.ts'
import { ActorName } from '../audit/actor-name.tsx'
import { LegalHold } from './legal-hold.tsx'
import { useMayManage } from './may-manage.ts'

/** How long the audit record is kept, and what keeps it for longer. */
export function Retention({ policy: { retention } }: { policy: Policy }) {
  return (
    <Section
      title="Retention"
      says="Once a day what is older than this goes from the audit record: the text of its entries, and what deploys printed. The hashes stay, so that everything that remains is proven as before. What is gone cannot be had back."
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-3">
        <Mark means="neutral">Kept for {retention.days} days</Mark>
        {retention.by !== null && retention.since !== null ? (
          <span className="flex flex-wrap items-center gap-x-2 text-s text-muted">
            by <ActorName actor={retention.by} /> <Time at={retention.since} show="both" />
          </span>
        ) : (
          <span className="text-s text-muted">as usual: nobody has said otherwise</span>
        )}
      </div>
      <Days retention={retention} />
      <LegalHold retention={retention} />
    </Section>
  )
}

function Days({ retention }: { retention: Policy['retention'] }) {
  const { denied, asleep } = useMayManage('Change how long the record is kept')
  // Until something is typed, what is so: somebody else may change it meanwhile.
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? String(retention.days)
  const [asking, setAsking] = useState(false)
  const put = useMutation({
    mutationFn: (days: number) => api.putPolicy({ retention: { days } }),
    onSuccess(after) {
      learnPolicy(after)
      setAsking(false)
      setTyped(null)
      notify.done(`The audit record is kept for ${after.retention.days} days from now on`)
    },
  })
  const days = /^\d{1,5}$/.test(text.trim()) ? Number(text) : undefined
  const error =
    days === undefined || days < retention.least
      ? `At least ${retention.least} days, as a whole number.`
      : days > most
        ? `At most ${most} days.`
        : undefined
  const sleeping =
    asleep ??
    (put.isPending ? 'Waiting for the server' : null) ??
    error ??
    (days === retention.days ? 'It is kept for that long already.' : null)
  const refusal = put.isError && (
    <div role="alert" className="mt-2">
      <Mark means="bad">{sentenceOf(put.error)}</Mark>
      <ProblemFacts error={put.error} />
    </div>
  )
  const shorter = days !== undefined && days < retention.days
  return (
    <div className="mb-5">
      <div className="mb-2 max-w-60">
        <TextField
          name="retention-days"
          label="Days to keep it"
          inputMode="numeric"
          value={text}
          readOnly={asleep !== null}
          error={error}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <Button
        asleep={sleeping}
        onClick={() => {
          if (shorter) setAsking(true)
          else if (days !== undefined) put.mutate(days)
        }}
      >
        {shorter ? 'Keep it for less time…' : 'Keep it for that long'}
      </Button>
      {denied !== null && <p className="mt-2 text-s text-muted">{denied}</p>}
      {!asking && refusal}
      {asking && days !== undefined && (
        <ConfirmTypedDialog
          title={`Keep the audit record for ${days} days only`}
          target="this workspace"
          happens={
            <>
              <b>What is older than {days} days goes for good</b>, at the latest tomorrow
              {retention.legal_hold !== null && ', or as soon as the legal hold is lifted'}. To keep it for longer again
              later brings nothing back. Keep an export of what may still be asked for.
            </>
          }
          typing={{ asks: 'Type how long', text: `${days} days` }}
          reason={null}
          does={`Keep it for ${days} days only`}
          asleep={asleep}
          busy={put.isPending}
          refusal={refusal}
          onConfirm={() => put.mutate(days)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}

const most = 36_500
