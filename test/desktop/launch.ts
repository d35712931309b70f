import { type ChildProcess, fork, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type BrowserContext, chromium, type Page } from '@playwright/test'
import type * as Electron from 'electron'
import { chromiumArgs, chromiumPath } from '../support/chromium.ts'

export type Driver = 'stand-in' | 'electron'
type InMain<R, A> = (electron: typeof Electron, argument: A) => R | Promise<R>

/** The application as the specs see it, whatever it runs on. */
export type Desktop = {
  driver: Driver
  /** Runs a function in the main process. It must not refer to anything outside itself. */
  inMain<R, A = undefined>(run: InMain<R, A>, argument?: A): Promise<R>
  /** The console's page; after a crash the one that came anew. */
  page(): Promise<Page>
  /** Starts the program once more on the same data, and waits until that one has ended. */
  startAgain(...argv: string[]): Promise<number | null>
  /** Resolves with the exit code. */
  ended: Promise<number | null>
  kill(): Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const entry = join(root, 'out', 'main', 'index.js')
const register = new URL('./stand-in/register.ts', import.meta.url).href
// Electron's sandbox does not start as root; Playwright sees to that for Chromium by itself.
const rootless = process.getuid?.() === 0 ? ['--no-sandbox'] : []
export function launch(driver: Driver, dataDir: string, argv: string[]): Promise<Desktop> {
  return driver === 'electron' ? launchElectron(dataDir, argv) : launchStandIn(dataDir, argv)
}

async function launchElectron(dataDir: string, argv: string[]): Promise<Desktop> {
  const executablePath = electronExecutable()
  const args = [...rootless, root, ...argv]
  const env = { ...plainEnvironment(), COUNTERSIGN_DATA_DIR: dataDir }
  const application = await _electron.launch({ executablePath, args, env })
  const child = application.process()
  return {
    driver: 'electron',
    inMain: (run, argument) => application.evaluate(run as never, argument) as never,
    page: async () => application.windows().at(-1) ?? (await application.firstWindow()),
    startAgain: (...more) => exitOf(spawn(executablePath, [...rootless, root, ...more], { env, stdio: 'ignore' })),
    ended: exitOf(child),
    kill: async () => {
      const ended = exitOf(child)
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function launchStandIn(dataDir: string, argv: string[]): Promise<Desktop> {
  const profile = join(dataDir, 'chromium-of-the-stand-in')
  const options = { executablePath: chromiumPath(), args: [...chromiumArgs, '--remote-debugging-port=0'] }
  const context = await chromium.launchPersistentContext(profile, { ...options, viewport: null })
  const port = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]
  const env = {
    ...plainEnvironment(),
    COUNTERSIGN_DATA_DIR: dataDir,
    STAND_IN_APP_DATA: dataDir,
    STAND_IN_BROWSER: `http://127.0.0.1:${port}`,
  }
  const start = (more: string[]) =>
    fork(entry, more, { cwd: root, env, execArgv: ['--import', register], silent: true })
  const child = start(argv)
  child.stderr?.pipe(process.stderr)
  const ended = exitOf(child)
  return {
    driver: 'stand-in',
    inMain: remoteControl(child),
    page: () => consolePage(context, ended),
    startAgain: (...more) => exitOf(start(more)),
    ended,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
      await context.close()
    },
  }
}

/** The newest page that shows the console; waits for one, unless the program ends before. */
async function consolePage(context: BrowserContext, ended: Promise<number | null>): Promise<Page> {
  const find = () => context.pages().findLast((page) => page.url().startsWith('http://console.localhost'))
  const waiting = Promise.withResolvers<Page>()
  const look = () => {
    const page = find()
    if (page !== undefined) waiting.resolve(page)
  }
  const watch = (page: Page) => page.on('framenavigated', look)
  for (const page of context.pages()) watch(page)
  context.on('page', watch)
  look()
  void ended.then((code) => waiting.reject(new Error(`The program ended with ${code} before it showed a page`)))
  const page = await waiting.promise
  context.off('page', watch)
  return page
}

function remoteControl(child: ChildProcess): Desktop['inMain'] {
  let last = 0
  const open = new Map<number, PromiseWithResolvers<never>>()
  child.on('message', ({ id, result, error }: { id: number; result: never; error?: string }) => {
    if (error === undefined) open.get(id)?.resolve(result)
    else open.get(id)?.reject(new Error(error))
    open.delete(id)
  })
  child.on('exit', () => {
    for (const { reject } of open.values()) reject(new Error('The program has ended'))
  })
  return (run, argument) => {
    last += 1
    const answer = Promise.withResolvers<never>()
    open.set(last, answer)
    child.send({ id: last, source: run.toString(), argument })
    return answer.promise
  }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => child.once('exit', resolve))
}

/** Never fetched from here: a run that asks for the runtime fails where there is none. */
function electronExecutable(): string {
  if (process.env.ELECTRON_EXEC_PATH !== undefined) return process.env.ELECTRON_EXEC_PATH
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const name = join(folder, 'path.txt')
  const path = existsSync(name) ? join(folder, 'dist', readFileSync(name, 'utf8').trim()) : undefined
  if (path !== undefined && existsSync(path)) return path
  throw new Error("Electron's runtime is not installed. With a network: npx install-electron")
}

function plainEnvironment(): Record<string, string> {
  const skipped = /^(ELECTRON_RUN_AS_NODE|NODE_OPTIONS|COUNTERSIGN_.*)$/
  return Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => !skipped.test(pair[0])),
  )
}
