import type { Tier } from '../../../shared/domain/action-policy.ts'
import type { IncidentDetail } from '../../api.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { titleOf } from '../queue/dialogs/action-words.ts'
import { StatusMark, TierMark } from '../queue/marks.tsx'

type Link = IncidentDetail['links'][number]

/** What it is about: actions with where they stand, everything else by its reference. */
export function Links({ links }: { links: readonly Link[] }) {
  if (links.length === 0)
    return <p className="text-s text-muted">Nothing yet. What is linked tells its part in the timeline below.</p>
  return (
    <ul className="flex flex-col gap-1.5">
      {links.map((link) => (
        <li key={`${link.kind}:${link.ref}`} className="flex min-h-7 items-center gap-2.5">
          <LinkRow link={link} />
        </li>
      ))}
    </ul>
  )
}

function LinkRow({ link: { kind, ref, action } }: { link: Link }) {
  if (action === null)
    return (
      <>
        <span className="shrink-0 text-muted capitalize">{kind}</span>
        {kind === 'drill' ? (
          <a
            href={`#/drills?schedule=${encodeURIComponent(ref)}`}
            title={ref}
            className="min-w-0 flex-1 truncate rounded-s font-mono text-s text-accent underline"
          >
            {ref}
          </a>
        ) : (
          <span className="min-w-0 flex-1 truncate font-mono text-s" title={ref}>
            {ref}
          </span>
        )}
        <CopyButton text={ref} what={`the ${kind}’s id`} />
      </>
    )
  return (
    <>
      <TierMark tier={action.tier as Tier} />
      <a
        href={`#/deployments?open=${ref}`}
        title={action.target_ref}
        className="min-w-0 flex-1 truncate rounded-s text-accent underline"
      >
        {titleOf(action)}
      </a>
      <StatusMark status={action.status} />
    </>
  )
}
