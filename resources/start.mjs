// npm start: the console in sample mode, in Electron where that can open a window and in the browser where it cannot.
//   --desktop  fail rather than fall back      --browser  do not try Electron
import { ensureBuilt } from './build.mjs'
import { hasDisplay, readyElectron } from './electron-runtime.mjs'
import { handOver, say } from './processes.mjs'
import { ensureDependencies, explainAndExit, inRoot, node24, nodeEnvironment, Refused, root } from './setup.mjs'

const args = process.argv.slice(2)
const unknown = args.find((argument) => !['--desktop', '--browser'].includes(argument))
const desktopOnly = args.includes('--desktop')
const browserOnly = args.includes('--browser')

function inElectron(executable) {
  // ELECTRON_RUN_AS_NODE, which editors' terminals set, would turn the window into a bare Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = nodeEnvironment()
  return handOver(executable, [root], { cwd: root, env })
}

function inBrowser() {
  const open = hasDisplay() ? ['--open'] : []
  return handOver(node24(), [inRoot('main', 'cli', 'cli.ts'), 'console', '--port', '0', ...open], {
    env: nodeEnvironment(),
  })
}

async function start() {
  if (unknown) throw new Refused(`npm start knows --desktop and --browser, not ${unknown}.`)
  if (desktopOnly && browserOnly) throw new Refused('Choose one of --desktop and --browser.')
  await ensureDependencies()
  await ensureBuilt()
  if (browserOnly) return inBrowser()
  const { executable, why } = await readyElectron()
  if (executable) return inElectron(executable)
  if (desktopOnly) throw new Refused(`The desktop window cannot open: ${why}.`)
  say(`Opening in the browser, because ${why}.`)
  return inBrowser()
}

process.exit(await start().catch(explainAndExit))
