import { createApp } from '../../../main/http/app.ts'
import { createLog } from '../../../main/log.ts'
import { openServices, type Services } from '../../../main/services.ts'
import { sweepActions } from '../../../main/use-cases/actions/sweep-actions.ts'
import { createKey } from '../../../main/use-cases/keys/create-key.ts'
import { type Permission, permissionsOf, type Role } from '../../../shared/domain/permission.ts'
import { ada } from '../people.ts'

const crew = {
  operator: 'operator',
  approver: 'approver',
  second: 'approver',
  commander: 'incident_commander',
  deputy: 'incident_commander',
  runner: 'runner',
  machine: 'runner',
  viewer: 'viewer',
} as const satisfies Record<string, Role>
export type Person = keyof typeof crew

export type Reply = { status: number; text: string }
type Known = { id: string; key: string; permissions: ReadonlySet<Permission> }

/** The API as one or two processes on one database, with people who have keys, and a clock that only the test moves. */
export type Setting = {
  database: string
  people: Readonly<Record<Person, Known>>
  now(): number
  pass(seconds: number): void
  ask(process: number, who: Person, method: string, path: string, body?: string, once?: string): Promise<Reply>
  sweep(process: number): Promise<number>
  close(): Promise<void>
}
type Place = { dataDir: string; databaseUrl?: string | undefined; masterKey?: string | undefined }

export const workspace = 'model'

export async function openSetting(place: Place, processes: 1 | 2): Promise<Setting> {
  let now = Date.parse('2026-11-21T10:00:00.000Z')
  const open = () =>
    openServices({
      mode: 'server',
      ...place,
      clock: () => now,
      log: createLog('silent'),
      limits: { transitionsPerMinute: 1_000_000_000 },
    })
  const services: Services[] = [await open()]
  if (processes === 2) services.push(await open())
  const apps = services.map((each) => createApp(each))
  const at = <T>(all: readonly T[], process: number): T => {
    const found = all[process % all.length]
    if (found === undefined) throw new Error('there is no process')
    return found
  }
  const fetchFrom = async (process: number, key: string, method: string, path: string, init: RequestInit = {}) => {
    const request = new Request(`http://localhost${path}`, { method, ...init })
    request.headers.set('authorization', `Bearer ${key}`)
    const response = await at(apps, process).fetch(request, { door: 'desktop' })
    return { status: response.status, text: await response.text() }
  }

  const people = {} as Record<Person, Known>
  for (const [person, role] of Object.entries(crew)) {
    const { key } = await createKey(at(services, 0), ada, { workspace, name: person, roles: [role] })
    const session: { actor: { id: string } } = JSON.parse((await fetchFrom(0, key, 'GET', '/console/session')).text)
    people[person as Person] = { id: session.actor.id, key, permissions: permissionsOf([role]) }
  }

  return {
    database: at(services, 0).database,
    people,
    now: () => now,
    pass(seconds) {
      now += seconds * 1000
    },
    ask(process, who, method, path, body, once) {
      const headers: Record<string, string> = once === undefined ? {} : { 'idempotency-key': once }
      if (body !== undefined) headers['content-type'] = 'application/json'
      return fetchFrom(process, people[who].key, method, path, { headers, body: body ?? null })
    },
    sweep: (process) => sweepActions(at(services, process)),
    async close() {
      for (const each of services) await each.close()
    },
  }
}
