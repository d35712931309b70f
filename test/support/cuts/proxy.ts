// A stretch of network between a console and a server that is cut wherever the test says.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * Where a request's connection is cut: before all of it is out; while the server works on it; once the server has
 * answered, before any of it is back (what it changed is committed by then); within the answer.
 */
export const places = ['request', 'work', 'answer', 'body'] as const
type Place = (typeof places)[number]
/** `share`: how far into the part that is cut. `reset`: by RST, as from a machine that has gone, not by FIN. */
export type Cut = { place: Place; share: number; reset: boolean; isStream: boolean }

/** How much of a stream is let through at most. */
const streamBytes = 1_000

export async function startCuttingProxy(target: string, plan: (requestLine: string) => Cut | undefined) {
  const { hostname, port } = new URL(target)
  const done: Cut[] = []
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) {
      open.add(socket.setNoDelay())
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    passOn(client, upstream, plan, (cut) => done.push(cut))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    done: done as readonly Cut[],
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function passOn(client: Socket, upstream: Socket, plan: (line: string) => Cut | undefined, tell: (cut: Cut) => void) {
  let cut: Cut | undefined
  let isAsking = false
  let left = 0
  let unsent = 0
  const sever = () => {
    if (cut === undefined || client.destroyed) return
    tell(cut)
    for (const socket of [client, upstream]) cut.reset ? socket.resetAndDestroy() : socket.destroy()
  }
  /** Lets out what may go, and cuts once it is out. */
  const upTo = (bytes: number, chunk: Buffer, to: Socket) => {
    left -= bytes
    to.write(chunk.subarray(0, bytes), sever)
  }

  // One connection carries one request at a time, so what comes after an answer is the next request.
  client.on('data', (chunk: Buffer) => {
    if (!isAsking) {
      isAsking = true
      unsent = lengthOf(chunk)
      cut = plan(chunk.toString('latin1', 0, chunk.indexOf('\r\n')))
      left = cut?.place === 'request' ? Math.floor(cut.share * unsent) : unsent
    }
    if (cut?.place === 'request' && chunk.length >= left) return upTo(left, chunk, upstream)
    left -= chunk.length
    upstream.write(chunk, () => cut?.place === 'work' && left <= 0 && sever())
  })
  upstream.on('data', (chunk: Buffer) => {
    const isFirst = isAsking
    isAsking = false
    if (cut?.place === 'answer') return sever()
    if (cut?.place !== 'body') return void client.write(chunk)
    if (isFirst) left = Math.floor(cut.share * (cut.isStream ? streamBytes : chunk.length))
    if (chunk.length >= left) return upTo(left, chunk, client)
    left -= chunk.length
    client.write(chunk)
  })
}

/** Of a whole request: its head is in the first piece, which says how long the rest is. */
function lengthOf(first: Buffer): number {
  const end = first.indexOf('\r\n\r\n')
  if (end < 0) return first.length
  const length = /\r\ncontent-length: *(\d+)/i.exec(first.toString('latin1', 0, end))?.[1] ?? '0'
  return end + 4 + Number(length)
}
