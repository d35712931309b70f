import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createSwitchboard } from '../../main/http/switchboard.ts'
import { createLog } from '../../main/log.ts'
import { grow, openFixture, workspace } from './ledger-fixture.ts'
import { interleave, type Measurement, ms, percentile, timed } from './measure.ts'
import { createApiKey, serveProduct } from './served.ts'

const path = '/api/v1/audit/entries?limit=50'

/** A read by way of this machine's console, which forwards it, against the same read asked of the server itself. */
export const measureForwarding: Measurement = async ({ folder, quick }) => {
  const fixture = await openFixture(folder, 'forwarding')
  await grow(fixture, 1_000)
  await fixture.close()
  const token = createApiKey(fixture.dataDir, workspace)
  const server = await serveProduct('--data', fixture.dataDir)
  const dataDir = join(folder, 'forwarding-console')
  mkdirSync(dataDir)
  const console = await createSwitchboard({ dataDir, consoleDir: dataDir, log: createLog('silent') })
  const here = (request: Request) => console.fetch(request, { door: 'desktop' })
  try {
    const body = JSON.stringify({ name: 'Team', url: server.url, environment: 'staging', token })
    const headers = { 'content-type': 'application/json' }
    const added = await here(new Request('app://console/console/connections', { method: 'POST', headers, body }))
    if (added.status !== 201) throw new Error(`the server was not added: ${await added.text()}`)
    const read = async (asked: Promise<Response>) => {
      const answer = await asked
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
      await answer.text()
    }
    const credential = { authorization: `Bearer ${token}` }
    const samples = await interleave(
      {
        ours: () => timed(() => read(here(new Request(`app://console${path}`)))),
        limit: () => timed(() => read(fetch(server.url + path, { headers: credential }))),
      },
      { rounds: quick ? 20 : 100, turns: 20, warmUp: 5 },
    )
    const [ours, limit] = [percentile(samples.ours, 0.5), percentile(samples.limit, 0.5)]
    const [ours99, limit99] = [percentile(samples.ours, 0.99), percentile(samples.limit, 0.99)]
    return [
      {
        name: 'a page of 50 entries forwarded to a server, against asking it directly (p50)',
        ours: ms(ours),
        limit: ms(limit),
        ratio: ours / limit,
        aim: { atMost: 1.5 },
        notes: [
          `p99 ${ms(ours99)} and ${ms(limit99)}; Node's fetch on both ways, from one process, to a server in another`,
        ],
        numbers: { ours, limit, ours99, limit99 },
      },
    ]
  } finally {
    await console.close()
    await server.stop()
  }
}
