import { BadgeCheck, UserX } from 'lucide-react'
import type { ActorView } from '../../api.ts'
import { Tag } from '../../components/mark.tsx'

/** A name, and how far it can be trusted: by a mark and a word. An erased person leaves a tombstone. */
export function ActorName({ actor }: { actor: ActorView | undefined }) {
  if (actor === undefined) return <span className="text-faint">not known</span>
  if (actor.erased) {
    return (
      <span className="inline-flex items-center gap-1.5 text-muted">
        <UserX size={13} aria-hidden className="shrink-0 text-faint" />
        erased
        <span className="truncate font-mono text-xs text-faint">{actor.id.slice(0, 8)}</span>
      </span>
    )
  }
  return (
    <span className="inline-flex max-w-full items-center gap-2">
      <span className="truncate">{actor.name}</span>
      {actor.verified ? (
        <span className="inline-flex shrink-0 items-center gap-1 text-xs text-ok">
          <BadgeCheck size={13} aria-hidden />
          verified
        </span>
      ) : (
        <Tag kind="warn">unverified</Tag>
      )}
    </span>
  )
}
