import type { Who } from '../../../shared/domain/action.ts'
import { canonicalText, type Json } from '../../../shared/domain/entry.ts'
import type { Deploy } from '../../../shared/domain/gate.ts'
import type { Standing } from '../../../shared/domain/surface-standing.ts'

/** What each kind of row says, as one text: the same for a row that is there and for one that entries have made. */
export const gateKinds = { surface: 'surface', standing: 'standing of a surface', deploy: 'deploy' } as const

/** These are JSON by their making; their types do not say so. */
const textOf = (said: unknown): string => canonicalText(said as Json)

/** As it was written: a later version may know more of a surface than the one that defined it. */
export const definitionText = (definition: Json, changed_at: string, by: Who): string =>
  textOf({ definition, changed_at, by: { id: by.id, digest: by.digest } })
export const standingText = (standing: Standing): string => textOf(standing)
export const deployText = (deploy: Deploy): string => textOf(deploy)
