import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { grow, openFixture, workspace } from './ledger-fixture.ts'
import { interleave, type Measurement, median, type Options, perSecond, type Row } from './measure.ts'
import { createApiKey, type Served, serveProduct, startServer } from './served.ts'

export const bareServers = fileURLToPath(new URL('./bare-servers.ts', import.meta.url))
const path = '/api/v1/audit/entries?limit=50'
const connections = 8

/** A page of the ledger from `countersign serve`, against node:http answering every request with those very bytes. */
export const measureList: Measurement = async (options) => {
  const fixture = await openFixture(options.folder, 'list')
  await grow(fixture, 5_000)
  await fixture.close()
  const key = createApiKey(fixture.dataDir, workspace)
  const sampleDir = join(options.folder, 'list-sample')
  mkdirSync(sampleDir)
  return [
    await compare(options, 'GET list of 50, API key', await serveProduct('--data', fixture.dataDir), {
      authorization: `Bearer ${key}`,
    }),
    await compare(options, 'GET list, sample mode', await serveProduct('--sample', '--data', sampleDir), {}),
  ]
}

async function compare(
  { folder, quick }: Options,
  name: string,
  product: Served,
  headers: Record<string, string>,
): Promise<Row> {
  try {
    const answer = await fetch(product.url + path, { headers })
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
    const payload = Buffer.from(await answer.arrayBuffer())
    const file = join(folder, 'list-payload.json')
    writeFileSync(file, payload)
    const bare = await startServer(bareServers, 'http', file, 'application/json')
    try {
      const samples = await interleave(
        { ours: () => load(product.url + path, headers), limit: () => load(bare.url, headers) },
        { rounds: quick ? 2 : 6 },
      )
      const [ours, limit] = [median(samples.ours), median(samples.limit)]
      return {
        name,
        ours: perSecond(ours, 'requests'),
        limit: perSecond(limit, 'requests'),
        ratio: ours / limit,
        aim: { atLeast: 0.6 },
        notes: [
          `${payload.length.toLocaleString('en')} bytes of body, ${connections} connections, autocannon on the same machine`,
        ],
        numbers: { ours, limit, bytes: payload.length },
      }
    } finally {
      await bare.stop()
    }
  } finally {
    await product.stop()
  }
}

async function load(url: string, headers: Record<string, string>): Promise<number> {
  const result = await autocannon({ url, headers, connections, duration: 2 })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`)
  return result.requests.total / result.duration
}
