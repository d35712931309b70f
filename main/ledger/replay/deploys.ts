import { z } from 'zod'
import type { Json } from '../../../shared/domain/entry.ts'
import { calm, type Standing } from '../../../shared/domain/surface-standing.ts'
import { replayDeployRows } from './deploy-rows.ts'
import type { Bad, Replay } from './replay.ts'
import { openRowBook, type RowEvidence, Segments } from './row-book.ts'
import { replaySurfaces } from './surfaces.ts'

const anything = z.custom<Json>((value) => value !== undefined)
const State = z.object({ segments: Segments, surfaces: anything, deploys: anything })

/**
 * Everything about the deploy gate is what its entries made of it: surfaces, how they stand, and every deploy. What a deploy
 * says as it goes, and which process carries it out, is of the moment and not of the record.
 */
export function replayDeploys(rows: () => AsyncIterable<RowEvidence>): Replay {
  const book = openRowBook()
  let standingOf = (_: string): Standing => calm
  const deploys = replayDeployRows(book, (id) => standingOf(id))
  const surfaces = replaySurfaces(deploys.around)
  standingOf = surfaces.standingOf
  const parts = [deploys, surfaces]
  let applied = 0
  let fault: Bad | undefined

  return {
    name: 'deploys',
    resume(carried) {
      // What was pruned before there were deploys carries none.
      const state = carried === undefined ? undefined : State.parse(carried)
      book.resume(state?.segments ?? [])
      surfaces.resume(state?.surfaces)
      deploys.resume(state?.deploys)
    },
    apply(entry) {
      applied = entry.seq
      for (const part of parts) {
        const why = part.apply(entry)
        if (why !== undefined) fault ??= { seq: entry.seq, why }
      }
    },
    state: () => ({ segments: book.segments(applied), surfaces: surfaces.carry(), deploys: deploys.carry() }),
    async compare() {
      return fault ?? (await book.compare(rows(), new Map(parts.flatMap((part) => part.live()))))
    },
  }
}
