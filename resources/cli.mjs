// npm run --silent cli -- …: the command line, on Node 24 whatever the machine has.
// Standard output holds what the command prints and nothing else.
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { handOver, whenNpmIsGone } from './processes.mjs'
import { ensureDependencies, explainAndExit, inRoot, isNode24, node24, nodeEnvironment } from './setup.mjs'

const program = inRoot('main', 'cli', 'cli.ts')
const args = process.argv.slice(2)
const servesTheConsole = args[0] === 'serve' || args[0] === 'console'
const asksForHelp = args.includes('--help') || args.includes('-h')

try {
  await ensureDependencies()
  if (servesTheConsole && !asksForHelp) await ensureBuilt()
} catch (error) {
  explainAndExit(error)
}

if (isNode24()) {
  // In this very process, so that a signal sent to it reaches the command directly.
  whenNpmIsGone(() => process.kill(process.pid, 'SIGTERM'))
  process.argv = [process.execPath, program, ...args]
  await import(pathToFileURL(program).href)
} else {
  process.exit(await handOver(node24(), [program, ...args], { env: nodeEnvironment() }))
}
