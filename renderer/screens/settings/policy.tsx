import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Policy } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmTypedDialog } from '../../components/confirm-typed-dialog.tsx'
import { Mark } from '../../components/mark.tsx'
import { Section } from '../../components/section.tsx'
import { ErrorState, ProblemFacts, SkeletonRows } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { sentenceOf } from '../../problem.ts'
import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'
import { learnPolicy, usePolicy } from '../../state/policy.ts'
import { notify } from '../../state/toasts.ts'
import { ActorName } from '../audit/actor-name.tsx'
import { DrillPolicy } from './drill-policy.tsx'
import { Retention } from './retention.tsx'

const name = 'single-operator'

/** What is asked of people here. Where there is one person alone, what takes two can be asked of one, by name. */
export function PolicyPart() {
  const { data: policy, error, refetch } = usePolicy()
  if (policy === undefined)
    return error === null ? (
      <SkeletonRows what="the policy" rows={3} />
    ) : (
      <ErrorState what="The policy" error={error} onRetry={() => void refetch()} />
    )
  return (
    <>
      <SingleOperator policy={policy} />
      <DrillPolicy policy={policy} />
      <Retention policy={policy} />
    </>
  )
}

function SingleOperator({ policy }: { policy: Policy }) {
  return (
    <Section
      title="Single operator"
      says="Tier 3 takes two people, neither of them the proposer. Where one person is alone, this policy lets that person propose and approve it, typed as ever. It is shown on every tier 3 row that was proposed under it, and stays in the record."
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-3">
        {policy.single_operator ? (
          <Mark means="warn">On: one person is enough</Mark>
        ) : (
          <Mark means="ok">Off: tier 3 takes two people</Mark>
        )}
        {policy.by !== null && policy.since !== null && (
          <span className="flex flex-wrap items-center gap-x-2 text-s text-muted">
            by <ActorName actor={policy.by} /> <Time at={policy.since} show="both" />
          </span>
        )}
      </div>
      <Switch policy={policy} />
    </Section>
  )
}

function Switch({ policy }: { policy: Policy }) {
  const [asking, setAsking] = useState(false)
  const { data: session } = useSession()
  const offline = useAsleep('Switch the policy')
  const put = useMutation({
    mutationFn: (single_operator: boolean) => api.putPolicy({ single_operator }),
    onSuccess(after) {
      learnPolicy(after)
      setAsking(false)
      notify.done(`The single-operator policy is ${after.single_operator ? 'on' : 'off'}`)
    },
  })
  const denied =
    session !== undefined && !session.permissions['settings.manage']
      ? 'This needs the permission settings.manage, which your roles do not carry.'
      : null
  const elsewhere = policy.changeable
    ? null
    : 'Only on one person’s own machine can it be switched on: here are others.'
  const asleep = elsewhere ?? denied ?? offline
  const refusal = put.isError && (
    <div role="alert" className="mt-2">
      <Mark means="bad">{sentenceOf(put.error)}</Mark>
      <ProblemFacts error={put.error} />
    </div>
  )
  if (policy.single_operator)
    return (
      <>
        <Button asleep={put.isPending ? 'Waiting for the server' : asleep} onClick={() => put.mutate(false)}>
          Switch it off
        </Button>
        {refusal}
      </>
    )
  return (
    <>
      <Button asleep={asleep} onClick={() => setAsking(true)}>
        Switch it on…
      </Button>
      {elsewhere !== null && <p className="mt-2 text-s text-muted">{elsewhere}</p>}
      {asking && (
        <ConfirmTypedDialog
          title="Switch the single-operator policy on"
          target="this workspace"
          happens={
            <>
              <b>Nobody will look at tier 3 but you.</b> What is proposed from then on can be approved by the one who
              proposed it. It can be switched off again; that it was on, and what was approved under it, stays in the
              record for ever.
            </>
          }
          typing={{ asks: 'Type the policy’s name', text: name }}
          reason={null}
          does="Switch the single-operator policy on"
          asleep={asleep}
          busy={put.isPending}
          refusal={refusal}
          onConfirm={() => put.mutate(true)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
