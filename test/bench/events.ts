import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { grow, openFixture, workspace } from './ledger-fixture.ts'
import { bareServers } from './list.ts'
import { interleave, type Measurement, median, perSecond } from './measure.ts'
import { createApiKey, serveProduct, startServer } from './served.ts'

/** The whole ledger through the event stream, against the same bytes over bare TCP; the same reader on both. */
export const measureEvents: Measurement = async ({ folder, quick }) => {
  const fixture = await openFixture(folder, 'events')
  await grow(fixture, quick ? 20_000 : 60_000)
  const key = createApiKey(fixture.dataDir, workspace)
  const rows = await fixture.store.read.selectFrom('ledger_head').select('size').executeTakeFirstOrThrow()
  const last = rows.size
  await fixture.close()
  const product = await serveProduct('--data', fixture.dataDir)
  try {
    const request = `GET /api/v1/events?after=0 HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\n\r\n`
    const end = Buffer.from(`"workspace":"${workspace}"}\n\n`)
    const first = await receive(product.url, request, last, end)
    const file = join(folder, 'events-payload')
    writeFileSync(file, first.bytes)
    const writes = Math.ceil(last / 500)
    const size = Math.ceil(first.bytes.length / writes)
    const lengths = Array.from({ length: writes }, (_, i) => Math.min(size, first.bytes.length - i * size))
    const bare = await startServer(bareServers, 'tcp', file, lengths.join(','))
    try {
      const rate = async (url: string) => (last * 1_000) / (await receive(url, request, last, end)).took
      const samples = await interleave(
        { ours: () => rate(product.url), limit: () => rate(bare.url) },
        { rounds: quick ? 4 : 15, warmUp: 2 },
      )
      const [ours, limit] = [median(samples.ours), median(samples.limit)]
      return [
        {
          name: `${last.toLocaleString('en')} events read over SSE`,
          ours: perSecond(ours, 'events'),
          limit: perSecond(limit, 'events'),
          ratio: ours / limit,
          aim: { atLeast: 0.5 },
          notes: [
            `the limit is node:net sending the very bytes of our answer, read into memory beforehand, in ${writes} writes; the reader is the same node:net client`,
          ],
          numbers: { ours, limit, bytes: first.bytes.length, writes },
        },
      ]
    } finally {
      await bare.stop()
    }
  } finally {
    await product.stop()
  }
}

/** Sends the request and reads until the last event has come. */
function receive(url: string, request: string, last: number, end: Buffer): Promise<{ took: number; bytes: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ took: number; bytes: Buffer }>()
  const { hostname, port } = new URL(url)
  const lastId = `id: ${last}\n`
  const chunks: Buffer[] = []
  const socket = connect(Number(port), hostname, () => socket.write(request))
  const started = performance.now()
  socket.setTimeout(30_000, () => socket.destroy(new Error(`${url} sent nothing for 30 s`)))
  socket.on('error', reject)
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    const tail = chunk.length < 2_000 && chunks.length > 1 ? Buffer.concat(chunks.slice(-3)) : chunk.subarray(-4_000)
    if (!tail.includes(end) || !tail.includes(lastId)) return
    const took = performance.now() - started
    socket.destroy()
    resolve({ took, bytes: Buffer.concat(chunks) })
  })
  return promise
}
