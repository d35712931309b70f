import { DrillRun, listRuns, Scorecard } from '../../shared/contract/drill-runs.ts'
import { asJson, type Person, type Queue } from './action-kit.ts'

export const runsPath = '/api/v1/drills/runs'
const RunPage = listRuns.responses[200].content['application/json'].schema

/** What the tests of drill runs ask, in few words. Every answer is held to its contract. */
export function runDesk({ get, send }: Queue) {
  const ask = (id: string, step: string, body: unknown = {}, who: Person = 'commander') =>
    send(`${runsPath}/${id}/${step}`, body, who)
  return {
    ask,
    begin: (wanted: object = {}, who: Person = 'commander') =>
      send(runsPath, { schedule_id: 'checkout', surface: 'checkout-staging', ...wanted }, who),
    begun: async (response: Promise<Response>) => DrillRun.parse(await asJson(await response, 201)),
    did: async (id: string, step: string, body?: unknown, who?: Person) =>
      DrillRun.parse(await asJson(await ask(id, step, body, who), 200)),
    show: async (id: string, who?: Person) => DrillRun.parse(await asJson(await get(`${runsPath}/${id}`, who), 200)),
    list: async (query = '', who?: Person) => RunPage.parse(await asJson(await get(`${runsPath}${query}`, who), 200)),
    score: async (query = '') => Scorecard.parse(await asJson(await get(`/api/v1/drills/scorecard${query}`), 200)),
  }
}
export type RunDesk = ReturnType<typeof runDesk>
