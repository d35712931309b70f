import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Policy } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmTypedDialog } from '../../components/confirm-typed-dialog.tsx'
import { TextAreaField } from '../../components/field.tsx'
import { Mark } from '../../components/mark.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { sentenceOf } from '../../problem.ts'
import { useDraft } from '../../state/drafts.ts'
import { learnPolicy } from '../../state/policy.ts'
import { notify } from '../../state/toasts.ts'
import { ActorName } from '../audit/actor-name.tsx'
import { useMayManage } from './may-manage.ts'

/** While it stands nothing of the record goes, whatever the days say. Placing it is simple; lifting it is not. */
export function LegalHold({ retention: { days, legal_hold: hold } }: { retention: Policy['retention'] }) {
  const { asleep } = useMayManage('Change the legal hold')
  const { text: reason, write, sent } = useDraft('policy/legal-hold')
  const [asking, setAsking] = useState(false)
  const put = useMutation({
    mutationFn: (legal_hold: { reason: string } | null) => api.putPolicy({ retention: { legal_hold } }),
    onSuccess(after, placed) {
      learnPolicy(after)
      setAsking(false)
      if (placed !== null) sent(placed.reason)
      notify.done(after.retention.legal_hold === null ? 'The legal hold is lifted' : 'A legal hold keeps the record')
    },
  })
  const sleeping = asleep ?? (put.isPending ? 'Waiting for the server' : null)
  const refusal = put.isError && (
    <div role="alert" className="mt-2">
      <Mark means="bad">{sentenceOf(put.error)}</Mark>
      <ProblemFacts error={put.error} />
    </div>
  )
  return (
    <>
      <h3 className="mb-1 text-s font-semibold">Legal hold</h3>
      {hold === null ? (
        <>
          <p className="mb-2 max-w-160 text-muted">
            None. While one stands nothing goes from the record, however old, and no command prunes it.
          </p>
          <div className="mb-2 max-w-140">
            <TextAreaField
              name="legal-hold-reason"
              label="Why the record is to be held (it becomes part of it)"
              rows={2}
              maxLength={500}
              value={reason}
              readOnly={asleep !== null}
              onValueChange={write}
            />
          </div>
          <Button
            asleep={sleeping ?? (reason.trim() === '' ? 'Asleep until a reason is given' : null)}
            onClick={() => put.mutate({ reason: reason.trim() })}
          >
            Place a legal hold
          </Button>
          {refusal}
        </>
      ) : (
        <>
          <div className="mb-2 flex flex-wrap items-center gap-x-3">
            <Mark means="warn">In force: nothing goes, however old</Mark>
            <span className="flex flex-wrap items-center gap-x-2 text-s text-muted">
              {hold.by !== null && (
                <>
                  by <ActorName actor={hold.by} />
                </>
              )}{' '}
              <Time at={hold.since} show="both" />
            </span>
          </div>
          <blockquote className="mb-3 max-w-160 border-l-2 border-line-strong pl-3 break-words whitespace-pre-wrap">
            {hold.reason}
          </blockquote>
          <Button asleep={sleeping} onClick={() => setAsking(true)}>
            Lift it…
          </Button>
          {!asking && refusal}
          {asking && (
            <ConfirmTypedDialog
              title="Lift the legal hold"
              target="this workspace"
              happens={
                <>
                  <b>What is older than {days} days goes for good</b>, at the latest tomorrow. A new hold keeps what is
                  there by then, and brings nothing back.
                </>
              }
              typing={{ asks: 'Type what is lifted', text: 'legal hold' }}
              reason={null}
              does="Lift the legal hold"
              asleep={asleep}
              busy={put.isPending}
              refusal={refusal}
              onConfirm={() => put.mutate(null)}
              onClose={() => setAsking(false)}
            />
          )}
        </>
      )}
    </>
  )
}
