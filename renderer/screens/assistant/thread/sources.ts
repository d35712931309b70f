import { sourcesOf } from '../../../../shared/domain/tile-sources.ts'
import type { Tile } from '../../../assistant-api.ts'
import type { SourceLink } from '../markdown/markdown.tsx'

/** The rows on which a reply stands, by the numbers that its words use for them. */
export const sourceLinks = (tiles: readonly Tile[]): SourceLink[] =>
  sourcesOf(tiles).map(({ ref, label, to }) => ({ ref, label, href: to }))
