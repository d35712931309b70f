import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Whose rows may be seen and changed by what runs just now. PostgreSQL itself holds to it (`row-security.ts`), so that a
 * query which forgets to say whose rows it means finds none of anybody else's. Outside of both there is nothing to see.
 */
const atWork = new AsyncLocalStorage<string>()

export const nobody = ''
export const everybody = '*'

export function within<T>(workspace: string, work: () => T): T {
  if (workspace === everybody) throw new Error('no workspace may have this name')
  return atWork.run(workspace, work)
}

/** For what is about all workspaces by its nature: sweeps, backups, verification, and finding out who calls. */
export const everywhere = <T>(work: () => T): T => atWork.run(everybody, work)

export const whoseRows = (): string => atWork.getStore() ?? nobody
