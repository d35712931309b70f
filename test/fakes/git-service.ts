// The small service that a receive hook starts. Arguments: folder, port, SHA. What the commit says, it does.
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Behaviour } from './service-repository.ts'

const [folder = '', port = '', sha = ''] = process.argv.slice(2)
const ownerFile = join(folder, 'owner')
const behaviour: Behaviour = JSON.parse(readFileSync(join(folder, 'deployed', `${sha}.json`), 'utf8'))
const { healthy = true, healthyAfter = 0, failsAfter = Number.POSITIVE_INFINITY } = behaviour

let asked = 0
const server = createServer((request, response) => {
  // Whoever asks again asks whichever service runs then.
  response.setHeader('connection', 'close')
  if (request.url !== '/health') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(`${sha}\n`)
    return
  }
  const n = asked++
  const well = healthy && n >= healthyAfter && n < failsAfter
  response
    .writeHead(well ? 200 : 503, { 'content-type': 'application/json' })
    .end(JSON.stringify({ status: well ? 'ok' : 'failing', sha }))
})

/** Nobody else ends it if the test dies. */
const watch = setInterval(() => {
  if (!isOwnerThere()) process.exit(0)
}, 200)
function isOwnerThere(): boolean {
  try {
    process.kill(Number(readFileSync(ownerFile, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

// The one before may not have let go of the port yet.
server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error
  setTimeout(listen, 20)
})
function listen(): void {
  server.listen(Number(port), '127.0.0.1', () => writeFileSync(join(folder, 'up'), `${process.pid} ${sha}`))
}
listen()
process.on('SIGTERM', () => {
  clearInterval(watch)
  process.exit(0)
})
