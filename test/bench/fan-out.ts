import { connect, type Socket } from 'node:net'
import { entryStream } from '../../main/http/entry-stream.ts'
import { serveSocket } from '../../main/http/serve.ts'
import { openFixture, workspace } from './ledger-fixture.ts'
import { type Measurement, median, ms, percentile } from './measure.ts'

const listeners = 20

/** For information: how long after an append was asked for the last of 20 live listeners has read its event. */
export const measureFanOut: Measurement = async ({ folder, quick }) => {
  const { append, close, store } = await openFixture(folder, 'fan-out')
  const stop = new AbortController()
  const door = await serveSocket(
    (request) => {
      const signal = AbortSignal.any([request.signal, stop.signal])
      const stream = entryStream({ store, workspace, after: 1, signal, heartbeatMs: 15_000 })
      return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
    },
    { host: '127.0.0.1', port: 0 },
  )
  const sockets: Socket[] = []
  try {
    const heard = new Map<number, { left: number; done: () => void }>()
    for (let i = 0; i < listeners; i++) sockets.push(await listen(door.port, (seq) => hear(heard, seq)))
    const samples: number[] = []
    for (let i = 0; i < (quick ? 50 : 300); i++) {
      const { promise, resolve } = Promise.withResolvers<void>()
      heard.set(i + 2, { left: listeners, done: resolve })
      const started = performance.now()
      await append()
      await promise
      if (i >= 20) samples.push(performance.now() - started)
    }
    const [p50, p95] = [median(samples), percentile(samples, 0.95)]
    return [
      {
        name: `an append reaches ${listeners} listeners`,
        ours: `${ms(p50)} (p95 ${ms(p95)})`,
        limit: '',
        notes: [
          'from the call to the last listener, the commit included; store, server and listeners in one process, over loopback sockets',
        ],
        numbers: { p50, p95 },
      },
    ]
  } finally {
    for (const socket of sockets) socket.destroy()
    stop.abort()
    await door.close(1_000)
    await close()
  }
}

function hear(heard: Map<number, { left: number; done: () => void }>, seq: number): void {
  const waiting = heard.get(seq)
  if (!waiting) return
  waiting.left -= 1
  if (waiting.left === 0) waiting.done()
}

function listen(port: number, onEvent: (seq: number) => void): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'))
  socket.setEncoding('latin1')
  socket.on('error', reject)
  socket.on('data', (text: string) => {
    resolve(socket)
    for (const [, seq] of text.matchAll(/^id: (\d+)$/gm)) onEvent(Number(seq))
  })
  return promise
}
