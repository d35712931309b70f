// node resources/check-package.mjs PROGRAM: starts a packaged Countersign on a folder of its own, and waits until its page
// has had this machine's ledger opened. That takes the archive, the native modules beside it, the preload and the door.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const [program] = process.argv.slice(2)
const patienceMs = 90_000
const folder = mkdtempSync(join(tmpdir(), 'countersign-package-'))
const ledger = join(folder, 'console', 'local', 'countersign.db')
const log = join(folder, 'logs', 'desktop.log')
mkdirSync(join(folder, 'console'))
writeFileSync(join(folder, 'console', 'connections.json'), JSON.stringify({ current: 'local', servers: [] }))

const child = spawn(program, [], { stdio: 'inherit', env: { ...process.env, COUNTERSIGN_DATA_DIR: folder } })
let ended
child.on('error', (error) => {
  ended = error.message
})
child.on('exit', (code, signal) => {
  ended = `it ended with ${code ?? signal}`
})

const deadline = Date.now() + patienceMs
while (!existsSync(ledger) && ended === undefined && Date.now() < deadline) await delay(250)
const opened = existsSync(ledger)
child.kill()
while (ended === undefined) await delay(100)
if (!opened) process.stderr.write(`${program} did not open its console: ${ended}\n`)
if (existsSync(log)) process.stderr.write(readFileSync(log, 'utf8'))
rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
process.exit(opened ? 0 : 1)
