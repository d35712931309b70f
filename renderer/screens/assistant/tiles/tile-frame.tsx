import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import { useNow } from '../../../state/now.ts'
import { isOld } from './age.ts'

type Props = {
  icon: LucideIcon
  title: string
  /** Where all of it can be seen. */
  link?: { to: string; label: string } | undefined
  age: ReactNode
  children: ReactNode
}

/** The one shape of every tile: what it is, as of when, and where there is more. */
export function TileFrame({ icon: Icon, title, link, age, children }: Props) {
  return (
    <article
      aria-label={title}
      data-tile
      className="w-full max-w-170 min-w-0 overflow-hidden rounded-m border border-line-strong bg-surface"
    >
      <header className="flex min-h-8 flex-wrap items-center gap-x-2.5 gap-y-0.5 border-b border-line px-3 py-1">
        <Icon size={14} aria-hidden className="shrink-0 text-faint" />
        <h2 className="text-s font-semibold">{title}</h2>
        <span className="text-s text-muted">{age}</span>
        <span className="flex-1" />
        {link !== undefined && (
          <a href={link.to} className="rounded-s text-s text-accent underline">
            {link.label}
          </a>
        )}
      </header>
      <div className="px-3 py-2.5">{children}</div>
    </article>
  )
}

/** A picture is as old as its rows. When that is too old to go by, it says so with a mark. */
export function AsOf({ at, minutes = 15 }: { at: string | null; minutes?: number }) {
  const now = useNow()
  if (at === null) return <span>as of this message</span>
  const said = (
    <span>
      as of <Time at={at} show="both" />
    </span>
  )
  return isOld(at, now, minutes) ? <Mark means="warn">not now: {said}</Mark> : said
}

/** What is not a picture: it changes as the server says. */
export function LiveMark({ stale }: { stale: string | null }) {
  return stale === null ? <Mark means="ok">live</Mark> : <Mark means="warn">{stale}</Mark>
}
