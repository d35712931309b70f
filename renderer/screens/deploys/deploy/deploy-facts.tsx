import type { ReactNode } from 'react'
import { Mark, Tag } from '../../../components/mark.tsx'
import { Fact } from '../../../components/page.tsx'
import { Time } from '../../../components/time.tsx'
import type { Deploy, Surface } from '../../../deploys-api.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { Sha } from '../marks.tsx'
import { OutsideLink } from './outside-link.tsx'

const paths = { local: 'local', ci: 'CI' } as const

/** One that takes the whole width. */
function WideFact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="col-span-2 py-1.5">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="mt-px break-words">{children}</dd>
    </div>
  )
}

/** Everything that the record has of it. */
export function DeployFacts({ deploy, surface }: { deploy: Deploy; surface: Surface | undefined }) {
  const { from_sha, to_sha, to_release, release, actor, trigger, path, started_at, finished_at, ended_by } = deploy
  const { approval, smoke, snapshot, state_serial, run_url, warnings, passes, break_glass } = deploy
  return (
    <dl className="grid grid-cols-2 gap-x-4 border-b border-line px-4 py-2">
      <Fact name="From">{from_sha === null ? 'nothing ran before' : <Sha sha={from_sha} />}</Fact>
      <Fact name="To">
        <Sha sha={to_sha} />{' '}
        {to_release !== null && <span className="font-mono text-s text-muted">release {to_release}</span>}
      </Fact>
      <WideFact name="Begun">
        <ActorName actor={actor} />
        <Time at={started_at} show="both" className="ml-2" />
      </WideFact>
      <Fact name="Path">
        <b className="font-semibold">{paths[path]}</b>, {trigger === 'ci' ? 'a run at the forge' : 'from a machine'}
      </Fact>
      {finished_at !== null && (
        <WideFact name="Ended">
          {ended_by !== null && <ActorName actor={ended_by} />}
          <Time at={finished_at} show="both" className="ml-2" />
        </WideFact>
      )}
      {release !== null && (
        <Fact name="Release, as its host calls it" mono>
          {release}
        </Fact>
      )}
      {approval !== null && (
        <WideFact name="Approved">
          <ActorName actor={approval.by} />
          <Time at={approval.at} show="both" className="ml-2" />
          {approval.comment !== null && <q className="block break-words text-muted">{approval.comment}</q>}
        </WideFact>
      )}
      {snapshot !== null && (
        <Fact name="Snapshot before it" mono>
          {snapshot}
        </Fact>
      )}
      {state_serial !== null && (
        <Fact name="Serial of the state before it" mono>
          {state_serial}
        </Fact>
      )}
      {smoke !== null && <WideFact name="The smoke gate said">{smoke}</WideFact>}
      {(break_glass || passes.length > 0) && (
        <WideFact name="Past the rules">
          {break_glass && <Tag kind="warn">broke glass: past CI</Tag>}
          {passes.map(({ of, reason }) => (
            <p key={of} className="mt-0.5">
              <Tag kind="warn">passed the {of}</Tag> <q className="break-words text-muted">{reason}</q>
            </p>
          ))}
        </WideFact>
      )}
      {warnings.length > 0 && (
        <WideFact name="What was known to be wrong when it began">
          {warnings.map((each) => (
            <p key={each}>
              <Mark means="warn">{each}</Mark>
            </p>
          ))}
        </WideFact>
      )}
      {run_url !== null && (
        <WideFact
          name={`Its run at the forge${surface?.paths.ci === undefined ? '' : `, ${surface.paths.ci.repository}`}`}
        >
          <OutsideLink address={run_url} what="the run’s address" />
        </WideFact>
      )}
    </dl>
  )
}
