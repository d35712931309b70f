import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../main/cli/cli.ts', import.meta.url))

export type Served = { url: string; stop(): Promise<void> }

/** The product's own server, in a process of its own, as `countersign serve` starts it; its log goes to nobody. */
export const serveProduct = (...flags: string[]): Promise<Served> =>
  startServer(program, 'serve', '--port', '0', ...flags)

export const createApiKey = (dataDir: string, workspace: string, role = 'viewer'): string =>
  execFileSync(
    process.execPath,
    [program, 'keys', 'create', '--data', dataDir, '--workspace', workspace, '--name', 'bench', '--role', role],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  ).trim()

/** Runs a script that says `listening on URL` when it can answer. */
export async function startServer(script: string, ...args: string[]): Promise<Served> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  const url = await untilItListens(child, script)
  return {
    url,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

async function untilItListens(child: ChildProcess, script: string): Promise<string> {
  if (!child.stdout) throw new Error('a server without standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listening on (\S+)/.exec(line)?.[1]
    if (url) return url
  }
  throw new Error(`${script} ended before it listened`)
}
