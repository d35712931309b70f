import { lazy, Suspense } from 'react'
import type { Tile } from '../../../assistant-api.ts'
import { isPlace } from '../../../place-paths.ts'
import { Markdown } from '../markdown/markdown.tsx'
import type { ReplyPart } from '../run/reply.ts'
import { sourceLinks } from './sources.ts'

// Charts are large, and most replies have none.
const TileView = lazy(async () => ({ default: (await import('../tiles/tile-view.tsx')).TileView }))

type Props = {
  parts: readonly ReplyPart[]
  /** More of it may come. */
  live: boolean
  /** When it was written. */
  at: string
  sleeping: string | null
  onOutside: (address: string) => void
}

/** Words and tiles in their order, and under them the rows on which they stand. */
export function ReplyView({ parts, live, at, sleeping, onOutside }: Props) {
  const tiles = parts.flatMap((part) => (part.kind === 'tile' ? [part.tile] : []))
  const sources = sourceLinks(tiles)
  return (
    <>
      <div className="flex flex-col gap-2.5">
        {parts.map((part, index) =>
          part.kind === 'tile' ? (
            <Suspense key={part.tile.id} fallback={<TileLoading tile={part.tile} />}>
              <TileView tile={part.tile} at={at} sleeping={sleeping} />
            </Suspense>
          ) : (
            <Markdown
              // biome-ignore lint/suspicious/noArrayIndexKey: words between two tiles have no other identity
              key={`words-${index}`}
              text={part.text}
              live={live}
              sources={sources}
              isPlace={isPlace}
              onOutside={onOutside}
            />
          ),
        )}
      </div>
      {sources.length > 0 && (
        <footer className="mt-2.5 text-s text-muted">
          <span id={`sources-${at}`}>Stands on</span>
          <ul aria-labelledby={`sources-${at}`} className="mt-0.5 flex flex-wrap gap-x-3 gap-y-0.5">
            {sources.map(({ ref, label, href }) => (
              <li key={ref} className="min-w-0">
                <a href={href} className="rounded-s break-words text-accent underline underline-offset-2">
                  [{ref}] {label}
                </a>
              </li>
            ))}
          </ul>
        </footer>
      )}
    </>
  )
}

function TileLoading({ tile }: { tile: Tile }) {
  return (
    <div role="status" className="w-full max-w-170 rounded-m border border-line bg-surface px-3 py-4 text-s text-muted">
      {tile.kind.replaceAll('_', ' ')}: loading
    </div>
  )
}
