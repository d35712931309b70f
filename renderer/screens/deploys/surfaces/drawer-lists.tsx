import { useQuery } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { Button } from '../../../components/button.tsx'
import { DrawerSection } from '../../../components/drawer.tsx'
import { Mark, Tag } from '../../../components/mark.tsx'
import { Skeleton } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { deploysApi, type Surface } from '../../../deploys-api.ts'
import { sentenceOf } from '../../../problem.ts'
import { deployKeys } from '../../../state/deploys.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { kindWords, OutcomeMark, Sha } from '../marks.tsx'
import { releaseWords } from '../rollback/rollback-words.ts'
import type { Deed } from './surface-deeds.ts'
import { useReleases } from './use-releases.ts'

/** The last deploys, newest first: each leads to its own page. */
export function DeploysPart({ surface: { id, last_deploys } }: { surface: Surface }) {
  return (
    <DrawerSection
      title="Last deploys"
      aside={
        <a href={`#/deploys?view=history&surface=${id}`} className="rounded-s text-s text-accent underline">
          All of them
        </a>
      }
    >
      {last_deploys.length === 0 && <p className="text-muted">None went out from here yet.</p>}
      <ul className="flex flex-col gap-2">
        {last_deploys.map((each) => (
          <li key={each.id}>
            <span className="flex flex-wrap items-center gap-x-2.5">
              <a href={`#/deploys/${encodeURIComponent(each.id)}`} className="rounded-s text-accent underline">
                {kindWords[each.kind]} of <Sha sha={each.to_sha} />
              </a>
              <OutcomeMark outcome={each.outcome} />
            </span>
            <span className="flex flex-wrap items-center gap-x-2 text-s text-muted">
              <Time at={each.started_at} show="both" /> <ActorName actor={each.actor} />
            </span>
          </li>
        ))}
      </ul>
    </DrawerSection>
  )
}

/** What its host can go back to. */
export function ReleasesPart({
  surface,
  asleep,
  onDeed,
}: {
  surface: Surface
  asleep: string | null
  onDeed: (deed: Deed) => void
}) {
  const { data, error } = useReleases(surface.id)
  return (
    <DrawerSection
      title="Releases at its host"
      aside={
        <Button asleep={asleep} onClick={() => onDeed({ name: 'releases' })}>
          <Undo2 size={13} aria-hidden />
          Go back further…
        </Button>
      }
    >
      {data === undefined && error === null && <Skeleton className="h-3 w-40" />}
      {data === undefined && error !== null && <Mark means="warn">{sentenceOf(error)}</Mark>}
      {data?.length === 0 && <p className="text-muted">Its host knows of none.</p>}
      <ul className="flex flex-col gap-1">
        {data?.slice(0, 5).map((release) => (
          <li key={release.id} className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-mono text-s">{releaseWords(release)}</span>
            {release.id === surface.running.release && <Tag>runs now</Tag>}
            {release.at !== null && (
              <span className="text-s text-muted">
                <Time at={release.at} show="both" />
              </span>
            )}
          </li>
        ))}
      </ul>
    </DrawerSection>
  )
}

type Reviews = { surface: Surface; offline: string | null; onDeed: (deed: Deed) => void }

/** Who broke glass here, until somebody else has looked at it. It warns, and holds nothing up. */
export function ReviewsPart({ surface: { id, open_reviews }, offline, onDeed }: Reviews) {
  const query = { surface: id, review_open: 'true', limit: 50 } as const
  const { data, error } = useQuery({
    queryKey: deployKeys.list(query),
    queryFn: async ({ signal }) => (await deploysApi.deploys(query, signal)).items,
    enabled: open_reviews.length > 0,
  })
  if (open_reviews.length === 0) return null
  return (
    <DrawerSection title="Broken glass, not looked at">
      {data === undefined && error === null && <Skeleton className="h-3 w-40" />}
      {data === undefined && error !== null && <Mark means="warn">{sentenceOf(error)}</Mark>}
      <ul className="flex flex-col gap-2.5">
        {data?.map((deploy) => {
          const offer = deploy.commands.find(({ name }) => name === 'close_review')
          const why = offer?.enabled ? null : (offer?.reason ?? 'The server does not offer this here.')
          return (
            <li key={deploy.id} className="flex items-start gap-2">
              <div className="min-w-0 flex-1">
                <Mark means="bad">
                  <a href={`#/deploys/${encodeURIComponent(deploy.id)}`} className="rounded-s underline">
                    {kindWords[deploy.kind]} of <Sha sha={deploy.to_sha} />
                  </a>
                </Mark>
                <span className="flex flex-wrap items-center gap-x-2 text-s text-muted">
                  <ActorName actor={deploy.actor} /> <Time at={deploy.started_at} show="both" />
                </span>
                {deploy.passes.map(({ of, reason }) => (
                  <p key={of} className="text-s break-words">
                    Passed the {of}: {reason}
                  </p>
                ))}
                {why !== null && <p className="text-s text-muted">{why}</p>}
              </div>
              <Button asleep={offline ?? why} onClick={() => onDeed({ name: 'close_review', deploy: deploy.id })}>
                Close…
              </Button>
            </li>
          )
        })}
      </ul>
    </DrawerSection>
  )
}
