import type { z } from 'zod'
import type * as actions from '../shared/contract/actions.ts'
import type * as audit from '../shared/contract/audit.ts'
import type * as consoleArea from '../shared/contract/console.ts'
import type * as evidence from '../shared/contract/evidence.ts'
import type * as health from '../shared/contract/health.ts'
import type * as incidents from '../shared/contract/incidents.ts'
import type { Problem } from '../shared/contract/problem.ts'
import type * as webSessions from '../shared/contract/web-sessions.ts'
import type * as webhooks from '../shared/contract/webhooks.ts'
import type * as workspace from '../shared/contract/workspace.ts'
import { ApiProblem, Offline } from './problem.ts'
import { type Body, call, type Json, newKey, problemOf, type Query, reaching, request, stream } from './transport.ts'

export type Entry = z.output<typeof audit.Entry>
export type EntryPage = z.output<typeof audit.EntryPage>
export type ActorView = z.output<typeof audit.ActorView>
export type VerifyReport = z.output<typeof audit.VerifyReport>
export type EvidenceReport = z.output<typeof evidence.EvidenceReport>
export type VerifyProgress = { checked: number; size: number }
export type Session = z.output<typeof consoleArea.Session>
export type Connection = z.output<typeof consoleArea.Connection>
export type Connections = z.output<typeof consoleArea.Connections>
export type NewConnection = z.input<typeof consoleArea.NewConnection>
export type SignInAttempt = z.output<typeof consoleArea.SignInAttempt>
export type SignInOptions = z.output<typeof consoleArea.SignInOptions>
export type SignInState = z.output<typeof consoleArea.SignInState>
export type ChangedConnection = Body<typeof consoleArea.changeConnection>
export type SignInRequest = Body<typeof consoleArea.beginSignIn>
export type WebSession = z.output<typeof webSessions.WebSessions>['items'][number]
export type Health = z.output<typeof health.Health>
export type Action = z.output<typeof actions.Action>
export type ActionDetail = z.output<typeof actions.ActionDetail>
export type ActionSummary = z.output<typeof actions.ActionSummary>
export type NewAction = z.input<typeof actions.NewAction>
export type Approve = z.input<typeof actions.Approve>
export type Incident = z.output<typeof incidents.Incident>
export type IncidentDetail = z.output<typeof incidents.IncidentDetail>
export type NewIncident = z.input<typeof incidents.NewIncident>
export type Policy = z.output<typeof workspace.Policy>
export type Webhook = z.output<typeof webhooks.Webhook>
export type WebhookWithSecret = z.output<typeof webhooks.WebhookWithSecret>
export type WebhookDelivery = z.output<typeof webhooks.Delivery>
export type NewWebhook = z.input<typeof webhooks.NewWebhook>
export type ChangedWebhook = z.input<typeof webhooks.ChangedWebhook>

export type EntryQuery = Query<typeof audit.listEntries>
export type ActionQuery = Query<typeof actions.listActions>
export type IncidentQuery = Query<typeof incidents.listIncidents>

export type Follow = {
  after: number
  signal: AbortSignal
  onOpen: () => void
  onHeard: () => void
  onEntry: (entry: Entry) => void
}
export type Verify = { checkpoint?: string; signal?: AbortSignal; onProgress?: (progress: VerifyProgress) => void }

export type ExportWanted = z.input<BodySchema<typeof evidence.exportEvidence>>
type BodySchema<R> = R extends { request: { body: infer B } } ? Json<B> : never
export type Export = { signal: AbortSignal; onBytes: (count: number) => void }

async function received(response: Response, onBytes: (count: number) => void): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let count = 0
  const reader = response.body?.getReader()
  for (;;) {
    const piece = await reader?.read()
    if (piece?.value === undefined) return new Blob(pieces, { type: 'application/zip' })
    pieces.push(piece.value)
    count += piece.value.length
    onBytes(count)
  }
}

/** A zip ends with the place of its list. An answer may end early and still look finished. */
async function isWholeZip(file: Blob): Promise<boolean> {
  const end = new DataView(await file.slice(-22).arrayBuffer())
  return end.byteLength === 22 && end.getUint32(0) === 0x504b0506
}

export const api = {
  session: (signal?: AbortSignal) => call<typeof consoleArea.getSession>('get', '/console/session', { signal }),
  signInOptions: (signal?: AbortSignal) =>
    call<typeof consoleArea.getSignInOptions>('get', '/sign-in/options', { signal }),
  webSessions: (signal?: AbortSignal) =>
    call<typeof webSessions.listWebSessions>('get', '/console/session/sessions', { signal }),
  endWebSession: (id: string) =>
    call<typeof webSessions.endWebSession>('post', '/console/session/sessions/end', { body: { id } }),
  signOut: (everywhere: boolean) =>
    call<typeof webSessions.signOut>('post', '/console/session/sign-out', { body: { everywhere } }),
  connections: (signal?: AbortSignal) =>
    call<typeof consoleArea.getConnections>('get', '/console/connections', { signal }),
  selectConnection: (id: string) =>
    call<typeof consoleArea.selectConnection>('post', '/console/connections/select', { body: { id } }),
  addConnection: (body: NewConnection) =>
    call<typeof consoleArea.addConnection>('post', '/console/connections', { body }),
  probeConnection: (url: string, signal?: AbortSignal) =>
    call<typeof consoleArea.probeConnection>('post', '/console/connections/probe', { body: { url }, signal }),
  changeConnection: (body: ChangedConnection) =>
    call<typeof consoleArea.changeConnection>('post', '/console/connections/change', { body }),
  replaceToken: (id: string, token: string) =>
    call<typeof consoleArea.replaceToken>('post', '/console/connections/token', { body: { id, token } }),
  signOutOfConnection: (id: string) =>
    call<typeof consoleArea.signOutOfConnection>('post', '/console/connections/sign-out', { body: { id } }),
  removeConnection: (id: string) =>
    call<typeof consoleArea.removeConnection>('post', '/console/connections/remove', { body: { id } }),
  beginSignIn: (body: Body<typeof consoleArea.beginSignIn>) =>
    call<typeof consoleArea.beginSignIn>('post', '/console/connections/sign-in', { body }),
  getSignIn: (attempt: string, signal?: AbortSignal) =>
    call<typeof consoleArea.getSignIn>('get', '/console/connections/sign-in/{attempt}', {
      params: { attempt },
      signal,
    }),
  cancelSignIn: (attempt: string) =>
    call<typeof consoleArea.cancelSignIn>('post', '/console/connections/sign-in/{attempt}/cancel', {
      params: { attempt },
    }),
  resetSample: () => call<typeof consoleArea.resetSample>('post', '/console/sample/reset'),
  playSample: () => call<typeof consoleArea.playSample>('post', '/console/sample/play'),
  entries: (query: EntryQuery = {}, signal?: AbortSignal) =>
    call<typeof audit.listEntries>('get', '/api/v1/audit/entries', { query, signal }),
  auditKey: (signal?: AbortSignal) => call<typeof audit.getKey>('get', '/api/v1/audit/key', { signal }),
  inclusion: (query: Query<typeof audit.getInclusion>, signal?: AbortSignal) =>
    call<typeof audit.getInclusion>('get', '/api/v1/audit/proofs/inclusion', { query, signal }),
  consistency: (query: Query<typeof audit.getConsistency>, signal?: AbortSignal) =>
    call<typeof audit.getConsistency>('get', '/api/v1/audit/proofs/consistency', { query, signal }),

  actions: (query: ActionQuery = {}, signal?: AbortSignal) =>
    call<typeof actions.listActions>('get', '/api/v1/deployments/actions', { query, signal }),
  actionSummary: (tz: string, signal?: AbortSignal) =>
    call<typeof actions.summarizeActions>('get', '/api/v1/deployments/actions/summary', { query: { tz }, signal }),
  action: (id: string, signal?: AbortSignal) =>
    call<typeof actions.getAction>('get', '/api/v1/deployments/actions/{id}', { params: { id }, signal }),
  proposeAction: (body: NewAction, key = newKey()) =>
    call<typeof actions.proposeAction>('post', '/api/v1/deployments/actions', { body, key }),
  approveAction: (id: string, body: Approve, key = newKey()) =>
    call<typeof actions.approveAction>('post', '/api/v1/deployments/actions/{id}/approve', {
      params: { id },
      body,
      key,
    }),
  rejectAction: (id: string, body: Body<typeof actions.rejectAction>, key = newKey()) =>
    call<typeof actions.rejectAction>('post', '/api/v1/deployments/actions/{id}/reject', { params: { id }, body, key }),
  repointAction: (id: string, body: Body<typeof actions.repointAction>, key = newKey()) =>
    call<typeof actions.repointAction>('post', '/api/v1/deployments/actions/{id}/repoint', {
      params: { id },
      body,
      key,
    }),
  markExecuted: (id: string, body: Body<typeof actions.markExecuted>, key = newKey()) =>
    call<typeof actions.markExecuted>('post', '/api/v1/deployments/actions/{id}/mark-executed', {
      params: { id },
      body,
      key,
    }),
  closeReview: (id: string, body: Body<typeof actions.closeReview>, key = newKey()) =>
    call<typeof actions.closeReview>('post', '/api/v1/deployments/actions/{id}/close-review', {
      params: { id },
      body,
      key,
    }),
  commentAction: (id: string, body: Body<typeof actions.commentAction>, key = newKey()) =>
    call<typeof actions.commentAction>('post', '/api/v1/deployments/actions/{id}/comments', {
      params: { id },
      body,
      key,
    }),
  incidents: (query: IncidentQuery = {}, signal?: AbortSignal) =>
    call<typeof incidents.listIncidents>('get', '/api/v1/incidents', { query, signal }),
  incident: (id: string, signal?: AbortSignal) =>
    call<typeof incidents.getIncident>('get', '/api/v1/incidents/{id}', { params: { id }, signal }),
  openIncident: (body: NewIncident, key = newKey()) =>
    call<typeof incidents.openIncident>('post', '/api/v1/incidents', { body, key }),
  assignIncident: (id: string, body: Body<typeof incidents.assignIncident>, key = newKey()) =>
    call<typeof incidents.assignIncident>('post', '/api/v1/incidents/{id}/assign', { params: { id }, body, key }),
  linkIncident: (id: string, body: Body<typeof incidents.linkIncident>, key = newKey()) =>
    call<typeof incidents.linkIncident>('post', '/api/v1/incidents/{id}/link', { params: { id }, body, key }),
  noteIncident: (id: string, body: Body<typeof incidents.noteIncident>, key = newKey()) =>
    call<typeof incidents.noteIncident>('post', '/api/v1/incidents/{id}/note', { params: { id }, body, key }),
  resolveIncident: (id: string, body: Body<typeof incidents.resolveIncident>, key = newKey()) =>
    call<typeof incidents.resolveIncident>('post', '/api/v1/incidents/{id}/resolve', { params: { id }, body, key }),
  people: (signal?: AbortSignal) => call<typeof workspace.listActors>('get', '/api/v1/workspace/actors', { signal }),
  hold: (signal?: AbortSignal) => call<typeof workspace.getHold>('get', '/api/v1/workspace/hold', { signal }),
  putHold: (body: Body<typeof workspace.putHold>) =>
    call<typeof workspace.putHold>('put', '/api/v1/workspace/hold', { body }),
  policy: (signal?: AbortSignal) => call<typeof workspace.getPolicy>('get', '/api/v1/workspace/policy', { signal }),
  putPolicy: (body: Body<typeof workspace.putPolicy>) =>
    call<typeof workspace.putPolicy>('put', '/api/v1/workspace/policy', { body }),
  webhooks: (signal?: AbortSignal) => call<typeof webhooks.listWebhooks>('get', '/api/v1/webhooks', { signal }),
  createWebhook: (body: NewWebhook, key = newKey()) =>
    call<typeof webhooks.createWebhook>('post', '/api/v1/webhooks', { body, key }),
  changeWebhook: (id: string, body: ChangedWebhook) =>
    call<typeof webhooks.changeWebhook>('put', '/api/v1/webhooks/{id}', { params: { id }, body }),
  removeWebhook: (id: string, key = newKey()) =>
    call<typeof webhooks.removeWebhook>('post', '/api/v1/webhooks/{id}/remove', { params: { id }, key }),
  rotateWebhookSecret: (id: string, key = newKey()) =>
    call<typeof webhooks.rotateSecret>('post', '/api/v1/webhooks/{id}/rotate-secret', { params: { id }, key }),
  testWebhook: (id: string, key = newKey()) =>
    call<typeof webhooks.testWebhook>('post', '/api/v1/webhooks/{id}/test', { params: { id }, key }),
  webhookDeliveries: (id: string, cursor: string | undefined, signal?: AbortSignal) =>
    call<typeof webhooks.listDeliveries>('get', '/api/v1/webhooks/{id}/deliveries', {
      params: { id },
      query: { limit: 25, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  deadLetters: (cursor: string | undefined, signal?: AbortSignal) =>
    call<typeof webhooks.listDeadLetters>('get', '/api/v1/webhooks/dead-letters', {
      query: { limit: 25, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  webhookDelivery: (id: string, signal?: AbortSignal) =>
    call<typeof webhooks.getDelivery>('get', '/api/v1/webhooks/deliveries/{id}', { params: { id }, signal }),
  redeliver: (id: string, key = newKey()) =>
    call<typeof webhooks.redeliver>('post', '/api/v1/webhooks/deliveries/{id}/redeliver', { params: { id }, key }),

  async checkpoint(signal?: AbortSignal): Promise<string> {
    const path: (typeof audit.getCheckpoint)['path'] = '/api/v1/audit/checkpoint'
    return reaching((await request('get', path, { accept: 'text/plain', signal })).text())
  },

  /** A store that cannot write answers 503 with the same shape: an answer, not a failure. */
  async health(signal?: AbortSignal): Promise<Health> {
    const path: (typeof health.getHealth)['path'] = '/health'
    const response = await reaching(fetch(path, { cache: 'no-store', ...(signal === undefined ? {} : { signal }) }))
    if (response.headers.get('content-type')?.startsWith('application/json')) return (await response.json()) as Health
    throw await problemOf(response)
  },

  /** Re-derives the ledger on the server; rejects with AbortError when cancelled. */
  async verify({ checkpoint, signal, onProgress }: Verify = {}): Promise<VerifyReport> {
    const path: (typeof audit.verifyLedger)['path'] = '/api/v1/audit/verify'
    let report: VerifyReport | undefined
    let failure: { code: Problem['code']; detail: string } | undefined
    await stream(
      'post',
      path,
      { body: checkpoint === undefined ? {} : { checkpoint }, signal },
      {
        onEvent(name, data) {
          if (name === 'progress') onProgress?.(JSON.parse(data) as VerifyProgress)
          if (name === 'report') report = JSON.parse(data) as VerifyReport
          if (name === 'error') failure = JSON.parse(data) as typeof failure
        },
      },
    )
    if (failure !== undefined) throw new ApiProblem({ title: 'Not verified', status: 500, ...failure }, null)
    if (report === undefined) throw new Offline('The verification was cut off before its report.')
    return report
  },

  /** The package, whole. What broke off halfway is none. */
  async exportEvidence(body: ExportWanted, { signal, onBytes }: Export): Promise<{ name: string; file: Blob }> {
    const path: (typeof evidence.exportEvidence)['path'] = '/api/v1/evidence/export'
    const response = await request('post', path, { body, signal, accept: 'application/zip' })
    const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
    const file = await reaching(received(response, onBytes))
    if (!(await isWholeZip(file))) throw new Error('The package was cut off before its end, and nothing was saved.')
    return { name: name ?? `evidence-${body.kind}.zip`, file }
  },

  async verifyEvidence(file: Blob, signal?: AbortSignal): Promise<EvidenceReport> {
    const path: (typeof evidence.verifyEvidence)['path'] = '/api/v1/evidence/verify'
    return reaching((await request('post', path, { file, signal })).json() as Promise<EvidenceReport>)
  },

  /** The ledger as it grows, beyond `after`, until the stream ends or is aborted. */
  follow({ after, signal, onOpen, onHeard, onEntry }: Follow): Promise<void> {
    const path: (typeof audit.streamEvents)['path'] = '/api/v1/events'
    return stream(
      'get',
      path,
      { query: { after }, signal },
      {
        onOpen,
        onComment: onHeard,
        onEvent(name, data) {
          onHeard()
          if (name === 'entry') onEntry(JSON.parse(data) as Entry)
        },
      },
    )
  },
}
