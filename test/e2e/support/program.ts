import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const cli = fileURLToPath(new URL('../../../main/cli/cli.ts', import.meta.url))

export type Program = { url: string; stop(): Promise<void> }

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [cli, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment() })
}

/** Nothing of the developer's own settings reaches the program under test, and the sample's fleet stands still. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('COUNTERSIGN_'))
  return { ...Object.fromEntries(own), COUNTERSIGN_SAMPLE_STILL: '1' }
}

/** Starts the real program, and waits for the line in which it says where it answers. */
export async function startProgram(args: readonly string[]): Promise<Program> {
  const child = start(args)
  const said: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  for (const output of [child.stdout, child.stderr])
    if (output !== null)
      createInterface({ input: output }).on('line', (line) => {
        said.push(line)
        const url = /^countersign (?:listening on|console at) (\S+)$/.exec(line)?.[1]
        if (url !== undefined) resolve(url)
      })
  const exited = once(child, 'exit')
  void exited.then(([code]) => reject(new Error(`exit ${code} before it answered:\n${said.join('\n')}`)))
  const limit = setTimeout(() => reject(new Error(`silent for 30 s:\n${said.join('\n')}`)), 30_000)
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await exited
  }
  try {
    return { url: await promise, stop }
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearTimeout(limit)
  }
}

/** Runs a command to its end and answers with what it printed. */
export async function runProgram(args: readonly string[]): Promise<string> {
  const child = start(args)
  let printed = ''
  let complaint = ''
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk))
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${args.join(' ')}: exit ${code}\n${complaint}`)
  return printed.trim()
}

export const createKey = (dataDir: string, role: string): Promise<string> =>
  runProgram(['keys', 'create', '--data', dataDir, '--workspace', 'acme', '--name', 'e2e', '--role', role])
