import type { z } from '@hono/zod-openapi'
import type { TileAnswer } from '../../../shared/contract/assistant.ts'
import type { Tile } from '../../../shared/contract/tiles.ts'
import { tileKinds } from '../../../shared/domain/assistant.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { ActionRecord } from '../../store/action-record.ts'
import { newId } from '../../store/new-id.ts'
import type { Caller } from '../caller.ts'
import { appendTo } from '../chat/append-to.ts'
import { findOwnSession, noSuchSession, ownerOf } from '../chat/find-own-session.ts'
import type { Act } from '../transition.ts'
import { type LookedUp, lookUp, type Question } from './look-up.ts'
import { makeTiles } from './make-tiles.ts'
import { otherModel, type Switch } from './other-model.ts'
import { proposeFromMessage } from './propose-from-message.ts'

export type TileAnswerView = z.output<typeof TileAnswer>
/** What a message shows, made before its transaction: that one holds up everybody else's. */
export type Prepared = { question: Question; found: LookedUp; shown: Tile[]; other: Switch | null }

export async function prepareQuestion(
  services: Services,
  caller: Caller,
  question: Question,
): Promise<Result<Prepared>> {
  const looked = await lookUp(services, caller, question)
  if (!looked.ok) return looked
  const found = looked.value
  const { message } = question
  const shown = await makeTiles(services, caller, found, message)
  const switches = found.words.proposal?.type === 'switch_model' && found.trace !== null
  const other =
    switches && found.trace ? await otherModel(services, caller.workspace, { message, ...found.trace }) : null
  return ok({ question, found, shown, other })
}

/** Keeps the question and proposes what it asks for: both or neither. Run in one transaction, under the request's key. */
export async function settleQuestion(
  services: Services,
  act: Act,
  { question, found, shown, other }: Prepared,
): Promise<Result<{ answer: TileAnswerView; question_id: string | null }>> {
  const { message, session_id } = question
  let question_id: string | null = null
  if (session_id !== null) {
    const { db, workspace } = act.tx
    const session = await findOwnSession(db, workspace, await ownerOf(db, act.caller), session_id)
    if (!session) return { ok: false, refusal: noSuchSession }
    question_id = (await appendTo(act, session, { role: 'user', content: message })).id
  }
  const proposed = await proposeFromMessage(services, act, found, message, other)
  const made = proposed?.ok ? proposed.value : null
  const tiles = [...shown, ...(made ? proposalTiles(services, made, found, other) : [])]
  const answer = {
    tiles: tiles.sort((a, b) => tileKinds.indexOf(a.kind) - tileKinds.indexOf(b.kind)),
    proposals: made ? [proposalView(made)] : [],
    not_proposed: proposed && !proposed.ok ? proposed.refusal.detail : null,
  }
  return ok({ answer, question_id })
}

const proposalView = ({ action: { proposal } }: ActionRecord) => ({
  action_id: proposal.id,
  type: proposal.type,
  tier: proposal.tier,
  target_ref: proposal.target_ref,
})

/** One proposal, seen from two sides where it switches a model. */
function proposalTiles({ clock }: Services, record: ActionRecord, { trace }: LookedUp, other: Switch | null): Tile[] {
  const data = { ...proposalView(record), reason: record.action.proposal.reason, agent: trace?.agent ?? null }
  const tile: Tile = { kind: 'deployment_action', id: newId(clock()), data }
  return other ? [tile, { kind: 'model_switch', id: newId(clock()), data: { ...data, ...other } }] : [tile]
}
