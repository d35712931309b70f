import type { Who } from '../../../../shared/domain/action.ts'
import { type Deploy, type GateEvent, outcomeOf } from '../../../../shared/domain/gate.ts'
import type { Surface } from '../../../../shared/domain/surface.ts'
import { viewActors } from '../../../store/actors.ts'
import { insertNotices } from '../../../store/deploy-notices.ts'
import { newId } from '../../../store/new-id.ts'
import type { Tx } from '../../../store/store.ts'
import type { DeployNews, DeployNotice } from '../../connectors/messages/deploy-notice.ts'

/** What happened that somebody is to be told of: an event of the gate, or that its health broke later on. */
export type Told = GateEvent | { kind: 'alert_raised' }

/**
 * Tells the connectors of a surface what happened to a deploy, in the transaction in which it happens: what is told of
 * happened, and what happened is told of. `surface` is undefined where nobody here knows it, and then nobody is told.
 */
export async function enqueueDeployNotices(
  tx: Tx,
  surface: Pick<Surface, 'id' | 'name' | 'host' | 'app' | 'notify'> | undefined,
  deploy: Deploy,
  told: Told,
): Promise<void> {
  const news = newsOf(told)
  if (news === undefined || surface === undefined || surface.notify.length === 0) return
  const { deploy_id, kind, environment, target_app, from_sha, to_sha, run_url } = deploy
  const who = whoOf(deploy, told)
  const named = (await viewActors(tx.db, tx.workspace, [who.digest]))[who.digest]
  const notice: Omit<DeployNotice, 'id' | 'provider'> = {
    ...{ deploy_id, news, kind, environment, target_app, from_sha, to_sha, run_url },
    at: tx.now,
    surface: surface.id,
    surface_name: surface.name,
    who: named?.name ?? 'somebody',
    outcome: outcomeOf(deploy),
    detail: told.kind === 'ended' ? told.ending.detail : null,
    rollback_command: hasGoneOut(news) ? rollbackHint(surface) : null,
  }
  const connectors = [...new Set(surface.notify)]
  await insertNotices(
    tx,
    connectors.map((connector) => ({
      notice_id: newId(Date.parse(tx.now)),
      ...{ deploy_id, connector },
      body: JSON.stringify(notice),
    })),
  )
}

function newsOf(told: Told): DeployNews | undefined {
  if (told.kind === 'alert_raised') return 'watch_alert'
  if (told.kind === 'approval_asked') return 'approval_needed'
  // Whoever broke it off knows.
  return told.kind === 'ended' && told.ending.outcome !== 'cancelled' ? told.ending.outcome : undefined
}

/** Who decided it, where somebody did; else whose deploy it is. */
const whoOf = ({ began_by }: Deploy, told: Told): Who =>
  told.kind === 'ended' && told.ending.outcome === 'rejected' ? told.ending.by : began_by

/** Of what never went out nobody has to go back, and who did all the same would undo what is well. */
const hasGoneOut = (news: DeployNews): boolean => !['approval_needed', 'blocked', 'rejected'].includes(news)

/** What works wherever its own tools are, else with a console; it names no place of this machine. */
const rollbackHint = ({ host, app, id }: Pick<Surface, 'host' | 'app' | 'id'>): string =>
  host === 'heroku' ? `heroku releases:rollback --app ${app}` : `countersign rollback ${id}`
