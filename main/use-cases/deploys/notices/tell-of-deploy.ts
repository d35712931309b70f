import type { Deploy } from '../../../../shared/domain/gate.ts'
import type { Services } from '../../../services.ts'
import { findDeploy } from '../../../store/deploys.ts'
import type { Tx } from '../../../store/store.ts'
import { findKnownSurface } from '../../surfaces/known-surfaces.ts'
import { enqueueDeployNotices, type Told } from './enqueue-deploy-notices.ts'

/** The same, of a surface as it is defined now. */
export async function tellOfDeploy(
  services: Pick<Services, 'gate' | 'workspace'>,
  tx: Tx,
  deploy: Deploy,
  told: Told,
): Promise<void> {
  // Probes and steps are told to nobody: they do not have to be looked up.
  if (told.kind !== 'ended' && told.kind !== 'approval_asked' && told.kind !== 'alert_raised') return
  const known = await findKnownSurface(services, tx.db, tx.workspace, deploy.surface_id)
  await enqueueDeployNotices(tx, known?.surface, deploy, told)
}

/** Its health broke after it had been found well. */
export async function tellOfAlert(
  services: Pick<Services, 'gate' | 'workspace'>,
  tx: Tx,
  deploy_id: string,
): Promise<void> {
  const found = await findDeploy(tx.db, tx.workspace, deploy_id)
  if (found) await tellOfDeploy(services, tx, found.deploy, { kind: 'alert_raised' })
}
