import type { z } from 'zod'
import type * as deploys from '../shared/contract/deploys.ts'
import type * as surfaces from '../shared/contract/surfaces.ts'
import { type Body, call, newKey, type Query, request, stream } from './transport.ts'

export type Surface = z.output<typeof surfaces.Surface>
export type SurfaceRelease = z.output<typeof surfaces.Release>
export type SurfaceTest = Awaited<ReturnType<typeof deploysApi.testSurface>>
export type Deploy = z.output<typeof deploys.Deploy>
export type DeployDiff = z.output<typeof deploys.DeployDiff>
export type DeployProbe = Deploy['probes'][number]
export type NewDeploy = Body<typeof deploys.startDeploy>
export type DeployQuery = Query<typeof deploys.listDeploys>
export type ForgeToken = z.output<typeof deploys.ForgeToken>

/** One event of a deploy's log; `n` is the place to go on from. */
export type DeployLogEvent = { n: number; at: string } & (
  | { kind: 'line'; text: string }
  | { kind: 'state'; state: Deploy['state']; outcome: Deploy['outcome']; event: string }
  | { kind: 'health'; probe: DeployProbe }
)

function logEventOf(kind: 'line' | 'state' | 'health', n: number, data: string): DeployLogEvent {
  const { at, ...said } = JSON.parse(data) as { at: string }
  if (kind === 'health') return { n, at, kind, probe: { at, ...said } as DeployProbe }
  return { n, at, kind, ...said } as DeployLogEvent
}

const base = '/api/v1/surfaces'

/** What can be deployed, and every deploy and rollback. */
export const deploysApi = {
  surfaces: (signal?: AbortSignal) => call<typeof surfaces.listSurfaces>('get', base, { signal }),
  surface: (id: string, query: Query<typeof surfaces.getSurface> = {}, signal?: AbortSignal) =>
    call<typeof surfaces.getSurface>('get', `${base}/{id}`, { params: { id }, query, signal }),
  putSurface: (id: string, body: Body<typeof surfaces.putSurface>) =>
    call<typeof surfaces.putSurface>('put', `${base}/{id}`, { params: { id }, body }),
  testSurface: (id: string) =>
    call<typeof surfaces.testSurface>('post', `${base}/{id}/test`, { params: { id }, key: newKey() }),
  putSecret: (id: string, name: string, value: string) =>
    call<typeof surfaces.putSurfaceSecret>('put', `${base}/{id}/secrets/{name}`, {
      params: { id, name },
      body: { value },
    }),
  releases: (id: string, signal?: AbortSignal) =>
    call<typeof surfaces.listReleases>('get', `${base}/{id}/releases`, { params: { id }, signal }),
  freeze: (id: string, body: Body<typeof surfaces.freezeSurface>, key: string) =>
    call<typeof surfaces.freezeSurface>('post', `${base}/{id}/freeze`, { params: { id }, body, key }),
  unfreeze: (id: string, body: Body<typeof surfaces.unfreezeSurface>, key: string) =>
    call<typeof surfaces.unfreezeSurface>('post', `${base}/{id}/unfreeze`, { params: { id }, body, key }),
  lock: (id: string, reason: string, key: string) =>
    call<typeof surfaces.lockSurface>('post', `${base}/{id}/lock`, { params: { id }, body: { reason }, key }),
  unlock: (id: string, reason: string, key: string) =>
    call<typeof surfaces.unlockSurface>('post', `${base}/{id}/unlock`, { params: { id }, body: { reason }, key }),
  liftQuarantine: (id: string, sha: string, reason: string, key: string) =>
    call<typeof surfaces.liftQuarantine>('post', `${base}/{id}/quarantine/{sha}/lift`, {
      params: { id, sha },
      body: { reason },
      key,
    }),
  clearAlert: (id: string, reason: string, key: string) =>
    call<typeof surfaces.clearAlert>('post', `${base}/{id}/alert/clear`, { params: { id }, body: { reason }, key }),

  diff: (id: string, to: string | undefined, signal?: AbortSignal) =>
    call<typeof deploys.getDiff>('get', `${base}/{id}/diff`, {
      params: { id },
      query: to === undefined ? {} : { to },
      signal,
    }),
  async patch(id: string, query: Query<typeof deploys.getFileDiff>, signal?: AbortSignal): Promise<string> {
    const path = `${base}/${encodeURIComponent(id)}/diff/files`
    return (await request('get', path, { query, signal, accept: 'text/plain' })).text()
  },
  rollback: (id: string, body: Body<typeof deploys.startRollback>, key: string) =>
    call<typeof deploys.startRollback>('post', `${base}/{id}/rollback`, { params: { id }, body, key }),

  deploys: (query: DeployQuery = {}, signal?: AbortSignal) =>
    call<typeof deploys.listDeploys>('get', '/api/v1/deploys', { query, signal }),
  deploy: (id: string, signal?: AbortSignal) =>
    call<typeof deploys.getDeploy>('get', '/api/v1/deploys/{id}', { params: { id }, signal }),
  start: (body: NewDeploy, key: string) => call<typeof deploys.startDeploy>('post', '/api/v1/deploys', { body, key }),
  cancel: (id: string, key: string) =>
    call<typeof deploys.cancelDeploy>('post', '/api/v1/deploys/{id}/cancel', { params: { id }, key }),
  approve: (id: string, body: Body<typeof deploys.approveDeploy>, key: string) =>
    call<typeof deploys.approveDeploy>('post', '/api/v1/deploys/{id}/approve', { params: { id }, body, key }),
  reject: (id: string, body: Body<typeof deploys.rejectDeploy>, key: string) =>
    call<typeof deploys.rejectDeploy>('post', '/api/v1/deploys/{id}/reject', { params: { id }, body, key }),
  closeReview: (id: string, note: string, key: string) =>
    call<typeof deploys.closeDeployReview>('post', '/api/v1/deploys/{id}/close-review', {
      params: { id },
      body: { note },
      key,
    }),

  /** Tells what a deploy says from a place on, to the stream's end. */
  followLog: (
    id: string,
    after: number,
    listener: { onOpen: () => void; onComment: () => void; onEvent: (event: DeployLogEvent) => void },
    signal: AbortSignal,
  ) =>
    stream(
      'get',
      `/api/v1/deploys/${encodeURIComponent(id)}/log`,
      { query: { after }, signal },
      {
        ...listener,
        onEvent: (name, data, id) => {
          if (name === 'line' || name === 'state' || name === 'health')
            listener.onEvent(logEventOf(name, Number(id), data))
        },
      },
    ),

  forgeToken: (query: Query<typeof deploys.getForgeToken> = {}, signal?: AbortSignal) =>
    call<typeof deploys.getForgeToken>('get', '/api/v1/forges/github/token', { query, signal }),
  putForgeToken: (body: Body<typeof deploys.putForgeToken>) =>
    call<typeof deploys.putForgeToken>('put', '/api/v1/forges/github/token', { body }),
  removeForgeToken: (query: Query<typeof deploys.removeForgeToken> = {}) =>
    call<typeof deploys.removeForgeToken>('delete', '/api/v1/forges/github/token', { query }),
}
