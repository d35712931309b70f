import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { findDeploy } from '../../store/deploys.ts'
import type { Caller } from '../caller.ts'
import { noSuchDeploy } from './advance-deploy.ts'
import { type DeployView, viewDeploys } from './view-deploys.ts'

export async function showDeploy(services: Services, caller: Caller, id: string): Promise<Result<DeployView>> {
  const { store } = services
  const record = await findDeploy(store.read, caller.workspace, id)
  const [view] = record ? await viewDeploys(services, store.read, caller, [record]) : []
  return view ? ok(view) : { ok: false, refusal: noSuchDeploy }
}
