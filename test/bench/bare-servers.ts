// The limits of `list` and `events`, in a process of their own: node:http and node:net with nothing on top of them.
// Arguments: `http FILE TYPE` answers every request with the file; `tcp FILE LENGTHS` sends it in writes of those lengths.
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'

const [kind, file = '', detail = ''] = process.argv.slice(2)
const payload = readFileSync(file)
const server = kind === 'http' ? bareHttp(detail) : bareTcp(detail.split(',').map(Number))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`)
})
process.on('SIGTERM', () => process.exit(0))

function bareHttp(type: string): Server {
  const headers = { 'content-type': type, 'content-length': payload.length }
  return createHttpServer((_request, response) => {
    response.writeHead(200, headers)
    response.end(payload)
  })
}

/** Sends when it is first spoken to, and waits for the drain as a careful writer does. */
function bareTcp(sizes: readonly number[]): Server {
  return createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', async () => {
      let at = 0
      for (const size of sizes) {
        const written = socket.write(payload.subarray(at, at + size))
        at += size
        if (!written) await new Promise((resolve) => socket.once('drain', resolve))
      }
    })
  })
}
