import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { AppendJob, Message } from './children/protocol.ts'
import { within } from './scenario.ts'

const programs = {
  appender: fileURLToPath(new URL('./children/appender.ts', import.meta.url)),
  deployer: fileURLToPath(new URL('./children/deployer.ts', import.meta.url)),
  'secret-keeper': fileURLToPath(new URL('./children/secret-keeper.ts', import.meta.url)),
}
const mutator = new URL('./children/mutate.ts', import.meta.url).href
const cli = fileURLToPath(new URL('../../main/cli/cli.ts', import.meta.url))

export type Child = {
  pid: number | undefined
  /** The first message of this kind, or an error if the child ends without it. */
  first(kind: Message['kind']): Promise<void>
  kill(): void
  /** After its end, and after everything that it said was taken in. */
  gone: Promise<{ code: number | null; stderr: string }>
}

export type ChildOptions = {
  onMessage(message: Message): void
  /** Runs the child with a fault built into the program (mutants.ts). */
  mutant?: string | undefined
  /** A program, strace say, to run the child under. */
  under?: readonly string[]
}

export const startAppender = (job: AppendJob, options: ChildOptions): Child => startChild('appender', job, options)

/** One of the programs in `children`. */
export function startChild(
  name: keyof typeof programs,
  job: object,
  { onMessage, mutant, under = [] }: ChildOptions,
): Child {
  const node = [process.execPath, ...mutated(mutant), programs[name], JSON.stringify(job)]
  const [first = '', ...args] = [...under, ...node]
  const env = { ...process.env, ...mutantEnv(mutant) }
  const child = spawn(first, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env })
  const waiting = new Map<Message['kind'], PromiseWithResolvers<void>>()
  const awaited = (kind: Message['kind']) => {
    const known = waiting.get(kind) ?? Promise.withResolvers<void>()
    waiting.set(kind, known)
    return known
  }
  const lines = createInterface({ input: child.stdio[3] as Readable })
  lines.on('line', (line) => {
    const message = JSON.parse(line) as Message
    onMessage(message)
    awaited(message.kind).resolve()
  })
  const ended = once(lines, 'close')
  const gone = exitOf(child).then(async (exit) => {
    await ended
    return exit
  })
  return {
    pid: child.pid,
    first: (kind) =>
      within(
        60,
        `“${kind}” of a child`,
        Promise.race([
          awaited(kind).promise,
          gone.then(({ stderr }) => {
            throw new Error(`the child ended before it said “${kind}”: ${stderr}`)
          }),
        ]),
      ),
    kill: () => void child.kill('SIGKILL'),
    gone,
  }
}

/**
 * Keeps what Node makes of the sources in `folder`, so that thousands of children need not do it again. Only a process
 * that ends by itself leaves it there, so one does.
 */
export async function shareCompiledCode(folder: string): Promise<void> {
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled')
  const job = {
    dataDir: join(folder, 'first'),
    run: 'first',
    writers: 1,
    each: 1,
    keys: false,
    onError: 'stop' as const,
  }
  await within(120, 'the first child’s end', startAppender(job, { onMessage() {} }).gone)
}

async function exitOf(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (text.stdout += chunk))
  child.stderr?.on('data', (chunk: Buffer) => (text.stderr += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...text }
}

/** The real command line, with a fault built in if one is named. */
export function startCli(args: readonly string[], env: Record<string, string> = {}, mutant?: string): ChildProcess {
  return spawn(process.execPath, [...mutated(mutant), cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, ...mutantEnv(mutant) },
  })
}

const mutated = (mutant: string | undefined): string[] => (mutant ? ['--import', mutator] : [])
const mutantEnv = (mutant: string | undefined) => (mutant ? { COUNTERSIGN_TORTURE_MUTANT: mutant } : {})

export type CliAnswer = { code: number | null; stdout: string; lastLine: string; output: string }

export async function runCli(
  args: readonly string[],
  env: Record<string, string> = {},
  mutant?: string,
): Promise<CliAnswer> {
  const child = startCli(args, env, mutant)
  const { code, stdout, stderr } = await within(60, `countersign ${args[0]}`, exitOf(child)).finally(() =>
    child.kill('SIGKILL'),
  )
  const output = `${stdout}${stderr}`
  return { code, stdout, output, lastLine: output.trimEnd().split('\n').at(-1) ?? '' }
}
