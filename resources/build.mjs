// The built main, preload and renderer in out/, made anew when their sources have changed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { withLock } from './mutex.mjs'
import { runQuietly, say } from './processes.mjs'
import { ensureDependencies, explainAndExit, inRoot, node24, nodeEnvironment, Refused, root } from './setup.mjs'

const sources = ['main', 'preload', 'renderer', 'shared', 'resources']
const settings = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json']
const products = [
  'out/main/index.js',
  'out/main/cli.js',
  'out/main/verify-worker.js',
  'out/main/evidence-worker.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
]
const stamp = inRoot('out', '.countersign-build')

function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesIn(path) : [path]
  })
}

function fingerprint() {
  const hash = createHash('sha256')
  const inputs = [
    ...sources.flatMap((name) => filesIn(inRoot(name))),
    ...settings.map((name) => inRoot(name)).filter(existsSync),
  ]
  // The scripts in resources run beside the program and are no part of it.
  for (const path of inputs.filter((name) => !name.endsWith('.mjs')).sort()) {
    hash.update(`${relative(root, path)}\0`).update(createHash('sha256').update(readFileSync(path)).digest())
  }
  return hash.digest('hex')
}

const missing = () => products.filter((name) => !existsSync(inRoot(name)))
const isCurrent = (wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && missing().length === 0

async function build(wanted, onStart) {
  const started = Date.now()
  say('Building the console …')
  // Everything: hashed names of an older build would stay beside the new ones, and be shipped.
  rmSync(inRoot('out'), { recursive: true, force: true })
  const tool = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const options = { cwd: root, env: nodeEnvironment(), limitMs: 5 * 60_000, onStart }
  const { code, output } = await runQuietly(node24(), [tool, 'build'], options)
  if (code !== 0) throw new Refused(`${output.trim()}\n\nThe console could not be built.`)
  if (missing().length > 0)
    throw new Refused(`${output.trim()}\n\nThe build ended well but made no ${missing().join(', ')}.`)
  writeFileSync(stamp, wanted)
  say(`Built in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/** Builds when out/ is missing or older than its sources. Cheap when there is nothing to do. */
export async function ensureBuilt() {
  if (isCurrent(fingerprint())) return
  mkdirSync(inRoot('.cache'), { recursive: true })
  await withLock(inRoot('.cache', 'build.lock'), 'building the console', async (holdFor) => {
    const wanted = fingerprint()
    if (!isCurrent(wanted)) await build(wanted, holdFor)
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureDependencies().then(ensureBuilt).catch(explainAndExit)
}
