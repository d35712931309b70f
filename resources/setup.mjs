// Everything the project needs to run, from a bare clone: the packages of the lockfile and the pinned Node.
// Plain Node 18 without dependencies, because it runs before there are any.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { withLock } from './mutex.mjs'
import { runQuietly, say } from './processes.mjs'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const inRoot = (...names) => join(root, ...names)

const windows = process.platform === 'win32'
const stamp = inRoot('node_modules', '.countersign-lock')

/** An expected failure: its message is the whole story, and no stack is shown. */
export class Refused extends Error {}

/** Ends the process with one sentence for what was expected to go wrong, and with a stack for what was not. */
export function explainAndExit(error) {
  say(error instanceof Refused ? error.message : (error?.stack ?? String(error)))
  process.exit(1)
}

/** The pinned Node, whatever the machine has. */
export const node24 = () => inRoot('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

/** True when this very process is new enough to run the program itself. */
export const isNode24 = () => Number(process.versions.node.split('.')[0]) >= 24

/** The environment in which `node` and the tools' own `#!/usr/bin/env node` mean the pinned Node. */
export const nodeEnvironment = (extra = {}) => {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const path = [dirname(node24()), inRoot('node_modules', '.bin'), process.env[name]].filter(Boolean)
  return { ...process.env, [name]: path.join(windows ? ';' : ':'), ...extra }
}

const readJson = (...names) => JSON.parse(readFileSync(inRoot(...names), 'utf8'))

function fingerprint() {
  const { dependencies, devDependencies, optionalDependencies, overrides, allowScripts } = readJson('package.json')
  const wanted = JSON.stringify({ dependencies, devDependencies, optionalDependencies, overrides, allowScripts })
  const hash = createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .update(wanted)
  return hash.update(`${process.platform}-${process.arch}`).digest('hex')
}

const isStamped = (wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted

function pinnedNodeAnswers() {
  if (!existsSync(node24())) return false
  const { stdout } = spawnSync(node24(), ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return (stdout ?? '').startsWith('v24.')
}

/** True when someone has run `npm ci` by hand: npm's own record of node_modules agrees with the lockfile. */
function isInstalledByHand() {
  const record = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = readJson('node_modules', '.package-lock.json').packages
  const locked = readJson('package-lock.json').packages
  const missing = Object.entries(locked).some(
    ([path, { version, optional }]) => path && !optional && installed[path]?.version !== version,
  )
  return !missing && Object.entries(installed).every(([path, { version }]) => locked[path]?.version === version)
}

async function npm(onStart, ...args) {
  // Inside an npm script, npm says where it is; that also spares Windows its npm.cmd.
  const script = /npm-cli\.[cm]?js$/.test(process.env.npm_execpath ?? '') ? process.env.npm_execpath : undefined
  const flags = [...args, '--loglevel=error', '--no-progress']
  const { code, output } = script
    ? await runQuietly(process.execPath, [script, ...flags], { cwd: root, onStart })
    : await runQuietly('npm', flags, { cwd: root, shell: windows, onStart })
  if (code === 0) return
  const reason = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|network/i.test(output)
    ? 'the package registry cannot be reached. Check the network, the proxy settings and `npm config get registry`, then try again.'
    : /EUSAGE|in sync/.test(output)
      ? 'package.json and package-lock.json disagree. Run `npm install`, then `node resources/lock.mjs`, and commit both files.'
      : /ENOSPC/.test(output)
        ? 'the disk is full.'
        : code === 127
          ? 'npm is not installed; it comes with Node.js.'
          : `npm ${args[0]} ended with code ${code}.`
  const [excerpt] = output.trim().split(/\n(?:npm error )?Usage:/)
  throw new Refused(`${excerpt}\n\nThe dependencies could not be installed: ${reason}`)
}

async function install(onStart) {
  const started = Date.now()
  say('Installing the dependencies of package-lock.json (about 700 MB; once) …')
  // No package's install script runs but that of `node`, which brings the pinned runtime: whatever npm's version allows.
  await npm(onStart, 'ci', '--ignore-scripts', '--include=dev', '--include=optional')
  await npm(onStart, 'rebuild', 'node', '--ignore-scripts=false')
  if (!pinnedNodeAnswers()) {
    throw new Refused(
      `The pinned Node 24 does not run here (${process.platform} ${process.arch}): ${node24()} gives no version.`,
    )
  }
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/** Installs exactly the lockfile when node_modules is missing or stale. Cheap when there is nothing to do. */
export async function ensureDependencies() {
  if (Number(process.versions.node.split('.')[0]) < 18) {
    throw new Refused(
      `Node ${process.versions.node} is too old to set Countersign up: install Node 18 or newer (the program itself brings Node 24).`,
    )
  }
  if (isStamped(fingerprint()) && pinnedNodeAnswers()) return
  mkdirSync(inRoot('.cache'), { recursive: true })
  await withLock(inRoot('.cache', 'setup.lock'), 'installing the dependencies', async (holdFor) => {
    const wanted = fingerprint()
    if (isStamped(wanted) && pinnedNodeAnswers()) return
    if (!isInstalledByHand() || !pinnedNodeAnswers()) await install(holdFor)
    writeFileSync(stamp, wanted)
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await ensureDependencies().catch(explainAndExit)
