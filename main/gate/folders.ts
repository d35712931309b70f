import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isWorkspaceName } from '../../shared/domain/workspace-name.ts'
import type { GateSetting } from './setting.ts'

/**
 * A surface's own. Private to its owner: what lies there is the operator's code, and states of Terraform, which hold
 * secrets.
 */
export function surfaceDir({ dir }: Pick<GateSetting, 'dir'>, workspace: string, surface: string): string {
  const own = join(workspaceDir(dir, workspace), surface)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  return own
}

/** Where the repositories of a workspace's surfaces are kept, so that no tenant reads what another's were cloned into. */
export const repositoriesDir = ({ dir }: Pick<GateSetting, 'dir'>, workspace: string): string =>
  join(workspaceDir(dir, workspace), '.repositories')

function workspaceDir(dir: string, workspace: string): string {
  if (!isWorkspaceName(workspace)) throw new Error(`${workspace} is no name of a workspace`)
  return join(dir, workspace)
}
