// npm test: sets up what running the tests needs, then hands over to test/support/runner/main.ts on Node 24.
import { handOver } from './processes.mjs'
import { ensureDependencies, explainAndExit, inRoot, node24, nodeEnvironment, root } from './setup.mjs'

await ensureDependencies().catch((error) => {
  process.on('exit', () => process.stdout.write('0 passed, 1 failed\n'))
  explainAndExit(error)
})
const runner = inRoot('test', 'support', 'runner', 'main.ts')
process.exit(await handOver(node24(), [runner, ...process.argv.slice(2)], { cwd: root, env: nodeEnvironment() }))
