// Electronegativity over the built main and preload bundles, judged by accepted.mjs.
//   node test/desktop/electronegativity/scan.mjs
// Its dependencies are old and stay out of the product's: they are installed from the lockfile beside this file into
// .cache/electronegativity. Its exit code says nothing of its findings, so these are judged alone.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { accepted } from './accepted.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..', '..')
const home = join(root, '.cache', 'electronegativity')
const target = join(home, 'target')
const report = join(home, 'findings.sarif')

/** What the scanner must find, or it found nothing because it looked at nothing. */
const canary = {
  rule: 'NODE_INTEGRATION_JS_CHECK',
  file: 'canary/index.js',
  code: "const { BrowserWindow } = require('electron')\nnew BrowserWindow({ webPreferences: { nodeIntegration: true } })\n",
}

function install() {
  const lock = readFileSync(join(here, 'package-lock.json'), 'utf8')
  const stamp = join(home, 'installed.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(here, name), join(home, name))
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, stdout, stderr } = spawnSync('npm', args, {
    ...options(home, 5 * 60_000),
    shell: process.platform === 'win32',
  })
  if (status !== 0) end(`The scanner's dependencies could not be installed.\n${stdout}${stderr}`)
  writeFileSync(stamp, lock)
}

function gather() {
  for (const path of [target, report]) rmSync(path, { recursive: true, force: true })
  const built = ['out/main', 'out/preload', 'out/renderer/index.html']
  if (!built.every((path) => existsSync(join(root, path)))) end('There is nothing to scan: npm run build')
  for (const path of ['package.json', ...built]) {
    cpSync(join(root, path), join(target, path), { recursive: true, filter: (from) => !from.endsWith('.map') })
  }
  mkdirSync(join(target, dirname(canary.file)), { recursive: true })
  writeFileSync(join(target, canary.file), canary.code)
}

function scan() {
  const program = join(home, 'node_modules', '@doyensec', 'electronegativity', 'dist', 'index.js')
  const args = ['-i', target, '-o', report, '-r']
  const offline = ['--import', pathToFileURL(join(here, 'without-network.mjs')).href]
  const { stdout, stderr } = spawnSync(process.execPath, [...offline, program, ...args], options(home, 3 * 60_000))
  if (!existsSync(report) || statSync(report).size === 0) end(`The scanner wrote no findings.\n${stdout}${stderr}`)
  return JSON.parse(readFileSync(report, 'utf8')).runs.flatMap(({ results }) => results)
}

function judge(results) {
  const findings = results.map(({ ruleId, message, locations }) => {
    const { artifactLocation, region } = locations[0].physicalLocation
    return { rule: ruleId, file: artifactLocation.uri, line: region.startLine, says: message.text }
  })
  const is = (one) => (other) => one.rule === other.rule && one.file === other.file
  const sound = findings.some(is(canary))
  const open = findings.filter((finding) => finding.file !== canary.file && !accepted.some(is(finding)))
  const stale = accepted.filter((entry) => !findings.some(is(entry)))
  return [
    ...(sound ? [] : ['The scanner did not find what was put there for it to find.']),
    ...open.map(({ rule, file, line, says }) => `${rule} ${file}:${line} ${says}`),
    ...stale.map(
      ({ rule, file }) => `${rule} ${file} is accepted and does not turn up any more: take it off the list.`,
    ),
  ]
}

const options = (cwd, timeout) => ({
  cwd,
  timeout,
  encoding: 'utf8',
  // The scanner looks for what it remembers in the temporary folder.
  env: { ...process.env, TMPDIR: home },
})

function end(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

install()
gather()
const results = scan()
const faults = judge(results)
if (faults.length > 0) end(faults.join('\n'))
process.stdout.write(`Electronegativity: ${accepted.length} findings, each accepted for a reason.\n`)
