// node resources/run.mjs SCRIPT …: runs a script under the pinned Node 24, after the set-up it needs.
import { resolve } from 'node:path'
import { handOver, say } from './processes.mjs'
import { ensureDependencies, explainAndExit, node24, nodeEnvironment } from './setup.mjs'

const [script, ...args] = process.argv.slice(2)
if (!script) {
  say('Usage: node resources/run.mjs SCRIPT [ARGUMENTS]')
  process.exit(2)
}
await ensureDependencies().catch(explainAndExit)
process.exit(await handOver(node24(), [resolve(script), ...args], { env: nodeEnvironment() }))
