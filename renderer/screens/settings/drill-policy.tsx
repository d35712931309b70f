import { useMutation } from '@tanstack/react-query'
import { api, type Policy } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Mark, Tag } from '../../components/mark.tsx'
import { Section } from '../../components/section.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { sentenceOf } from '../../problem.ts'
import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'
import { learnPolicy } from '../../state/policy.ts'
import { notify } from '../../state/toasts.ts'
import { ActorName } from '../audit/actor-name.tsx'

/** Whether a drill notification can be answered by somebody whom nothing vouches for. */
export function DrillPolicy({ policy: { drills } }: { policy: Policy }) {
  const { data: session } = useSession()
  const offline = useAsleep('Switch the policy of drills')
  const put = useMutation({
    mutationFn: (require_verified: boolean) => api.putPolicy({ drills: { require_verified } }),
    onSuccess(after) {
      learnPolicy(after)
      notify.done(`Drills ${after.drills.require_verified ? 'take a verified actor' : 'take any actor'} from now on`)
    },
  })
  const { require_verified: on, configured } = drills
  const denied =
    session !== undefined && !session.permissions['settings.manage']
      ? 'This needs the permission settings.manage, which your roles do not carry.'
      : null
  const elsewhere = configured
    ? 'The configuration of the server says so, and whoever runs it decides: it cannot be switched here.'
    : null
  const asleep = elsewhere ?? denied ?? offline ?? (put.isPending ? 'Waiting for the server' : null)
  return (
    <Section
      title="Rollback drills"
      says="Whoever acknowledges, escalates, resolves or dismisses a drill notification is recorded as the authenticated actor, whatever a request says. This policy refuses the answer where nothing vouches for that actor."
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-3">
        {on ? (
          <Mark means="ok">On: only a verified actor may answer</Mark>
        ) : (
          <Mark means="neutral">Off: an unverified actor may answer too, and is marked so</Mark>
        )}
        {drills.by !== null && drills.since !== null && (
          <span className="flex flex-wrap items-center gap-x-2 text-s text-muted">
            by <ActorName actor={drills.by} /> <Time at={drills.since} show="both" />
          </span>
        )}
      </div>
      <p className="mb-3 max-w-160 text-muted">
        <Tag kind="warn">unverified</Tag> means that no signed token and no API key stands behind the name: on this
        machine it is whoever uses it, in the sample whoever was chosen. It says who sat there, and is no proof of it.
      </p>
      <Button asleep={asleep} onClick={() => put.mutate(!on)}>
        {on ? 'Let unverified actors answer too' : 'Take a verified actor only'}
      </Button>
      {(elsewhere ?? denied) !== null && <p className="mt-2 text-s text-muted">{elsewhere ?? denied}</p>}
      {put.error !== null && (
        <div role="alert" className="mt-2">
          <Mark means="bad">{sentenceOf(put.error)}</Mark>
          <ProblemFacts error={put.error} />
        </div>
      )}
    </Section>
  )
}
