// Whether Electron can open a window here, and if not, why not and what would mend it.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runQuietly, say } from './processes.mjs'
import { inRoot, node24, nodeEnvironment } from './setup.mjs'

const fetchLimitMs = 120_000
const folder = inRoot('node_modules', 'electron')

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : '')

/** Why no window can open, whatever runtime there is: asked first, so that nothing is fetched in vain. */
function refusedByTheMachine() {
  if (!hasDisplay())
    return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); start it from a desktop session'
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return 'Electron refuses to run as root with its sandbox on; start it as an ordinary user'
  }
  return undefined
}

/** The runtime's executable, or undefined when it is not there in the version that package.json pins. */
function electronExecutable() {
  if (process.env.ELECTRON_EXEC_PATH) return process.env.ELECTRON_EXEC_PATH
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const name = read(join(folder, 'path.txt'))
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  const isThere = name !== '' && read(join(folder, 'dist', 'version')).replace(/^v/, '') === version && existsSync(path)
  return isThere ? path : undefined
}

/** Chromium's sandbox needs user namespaces or its setuid helper; without both, Electron aborts at once. */
function refusedByTheSandbox(executable) {
  if (process.platform !== 'linux') return undefined
  const denied =
    read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    read('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
    read('/proc/sys/user/max_user_namespaces') === '0'
  const helper = join(executable, '..', 'chrome-sandbox')
  const helperWorks = existsSync(helper) && statSync(helper).uid === 0 && (statSync(helper).mode & 0o4755) === 0o4755
  if (!denied || helperWorks) return undefined
  return `this system allows no sandbox to ordinary users; run: sudo chown root "${helper}" && sudo chmod 4755 "${helper}"`
}

async function fetchRuntime() {
  say('Fetching the Electron runtime (about 120 MB; once) …')
  const script = join(folder, 'install.js')
  const options = { cwd: folder, env: nodeEnvironment(), limitMs: fetchLimitMs }
  const { code, output, timedOut } = await runQuietly(node24(), [script], options)
  if (code === 0 && electronExecutable()) return undefined
  const reason = timedOut
    ? `took longer than ${fetchLimitMs / 1000} s`
    : (output.match(/Error: (.*)/)?.[1] ?? `ended with code ${code}`)
  return `the Electron runtime is not installed and fetching it failed (${reason}); with a network, run: npx install-electron`
}

/** `{executable}` when a window can open, `{why}` when not. Fetches the runtime when that alone is missing. */
export async function readyElectron() {
  const refusal = refusedByTheMachine() ?? (electronExecutable() ? undefined : await fetchRuntime())
  if (refusal) return { why: refusal }
  const executable = electronExecutable()
  const why = refusedByTheSandbox(executable)
  return why ? { why } : { executable }
}
