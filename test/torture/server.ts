import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { startCli } from './process.ts'
import { within } from './scenario.ts'

export type Server = {
  url: string
  /** kill -9, and what was in flight with it. */
  kill(): Promise<void>
}

export type ServerOptions = {
  /** Flags of `serve` that name its data and its database. */
  store: readonly string[]
  env: Record<string, string>
  mutant?: string | undefined
  onOwnEnd(how: string): void
}

/** The product's own server, as `countersign serve` starts it. */
export async function startServer({ store, env, mutant, onOwnEnd }: ServerOptions): Promise<Server> {
  const child = startCli(['serve', '--port', '0', ...store], env, mutant)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk))
  child.once('exit', (code, signal) => {
    if (signal !== 'SIGKILL') onOwnEnd(`${code ?? signal}: ${stderr}`)
    reject(new Error(`the server ended before it listened: ${stderr}`))
  })
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /listening on (\S+)/.exec(line)?.[1]
      if (url) resolve(url)
    })
  return { url: await within(60, 'a server', promise), kill: () => end(child) }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
