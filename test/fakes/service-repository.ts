import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bareGit } from './git-repository.ts'
import { isAlive } from './is-alive.ts'
import { until } from './until.ts'

/** What a commit makes of the service. It is in the commit itself, as `service.json`. */
export type Behaviour = {
  /** Whether `/health` ever answers 200. Yes, unless it says no. */
  healthy?: boolean
  /** How many probes fail before it is well: slow to start, without a clock. */
  healthyAfter?: number
  /** After how many probes it breaks: for the watch after a deploy. */
  failsAfter?: number
  /** Whether it listens at all. */
  starts?: boolean
  /** The remote's hook refuses it with these words; nothing is updated. */
  refuse?: string
  /** Lines that the remote's hook says. */
  says?: string[]
  /** The hook waits for `go()`: before the branch is moved, or after. `held()` resolves when it waits. */
  hold?: 'before' | 'after'
}
export type NewCommit = Behaviour & {
  message?: string
  author?: string
  /** Besides `service.json`. */
  files?: Readonly<Record<string, string>>
  /** Of which it is the next; the branch's own last one, unless given. */
  parent?: string
}

export type ServiceRepository = {
  /** Everything is below it. */
  folder: string
  /** Where the code is: a folder with a work tree, on `main`. */
  repository: string
  /** Where it is pushed to: bare, its hooks start the service. */
  remote: string
  /** Of the service, and where it says how it is. They stay the same over all restarts. */
  url: string
  health: string
  /** A new commit on `main` of the code. It is not pushed. */
  commit(wanted?: NewCommit): string
  /** What the remote's `main` has. */
  head(): string | null
  /** Pushes with bare git, past every gate, as somebody at another machine would. */
  push(sha: string, ...options: string[]): void
  git(place: 'repository' | 'remote', ...args: string[]): string
  /** A hook waits, and which process that is; it goes on. */
  held(): Promise<void>
  hookPid(): number
  go(): void
  /** Services that live. */
  pids(): number[]
  /** Ends all of them and waits until they are gone. Nothing is left behind. */
  close(): Promise<void>
}

const hooks = fileURLToPath(new URL('./git-receive.ts', import.meta.url))

/** A real repository, a bare one beside it, and a real service that is started by whatever is pushed there. */
export async function openServiceRepository(): Promise<ServiceRepository> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-service-'))
  const at = { repository: join(folder, 'code'), remote: join(folder, 'production.git') }
  const port = await freePort()
  mkdirSync(join(folder, 'deployed'))
  writeFileSync(join(folder, 'owner'), String(process.pid))
  writeFileSync(join(folder, 'port'), String(port))
  const git = (place: keyof typeof at, ...args: string[]) => bareGit(at[place], args)
  bareGit(folder, ['init', '--quiet', '--template=', '--initial-branch=main', at.repository])
  bareGit(folder, ['init', '--quiet', '--template=', '--bare', '--initial-branch=main', at.remote])
  mkdirSync(join(at.remote, 'hooks'))
  const hook = (name: string) => [process.execPath, hooks, name, folder].map((word) => `'${word}'`).join(' ')
  const files = {
    'pre-receive': gate(hook('pre-receive')),
    'post-receive': `#!/bin/sh\nexec ${hook('post-receive')}\n`,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(at.remote, 'hooks', name), text, { mode: 0o755 })
  const pids = () => lines(join(folder, 'pids')).map(Number).filter(isAlive)
  return {
    ...{ folder, ...at, git, pids },
    url: `http://127.0.0.1:${port}/`,
    health: `http://127.0.0.1:${port}/health`,
    commit: (wanted = {}) => commit(at.repository, wanted),
    head: () => git('remote', 'for-each-ref', '--format=%(objectname)', 'refs/heads/main') || null,
    push: (sha, ...options) =>
      void git('repository', 'push', '--quiet', ...options, at.remote, `${sha}:refs/heads/main`),
    held: () => until('the hook waits', () => existsSync(join(folder, 'held'))),
    hookPid: () => Number(readFileSync(join(folder, 'held'), 'utf8')),
    go: () => writeFileSync(join(folder, 'go'), ''),
    async close() {
      for (const pid of [...pids(), ...lines(join(folder, 'held')).map(Number)]) end(pid)
      await until('all services have ended', () => pids().length === 0)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Starts the long way only for a commit that asks for it: most have nothing to say before they are taken. */
const gate = (long: string): string => `#!/bin/sh
lines=$(cat)
to=$(printf '%s\\n' "$lines" | sed -n 's|^[^ ]* \\([^ ]*\\) refs/heads/main$|\\1|p')
case $(git cat-file blob "$to:service.json" 2>/dev/null) in
  *'"refuse"'* | *'"before"'*) printf '%s\\n' "$lines" | ${long} ;;
esac
`

function commit(repository: string, { message, author, files = {}, parent, ...behaviour }: NewCommit): string {
  if (parent !== undefined) bareGit(repository, ['reset', '--quiet', '--hard', parent])
  const all = { ...files, 'service.json': `${JSON.stringify(behaviour)}\n` }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true })
    writeFileSync(join(repository, path), text)
  }
  bareGit(repository, ['add', '--all'])
  const by = author === undefined ? [] : [`--author=${author}`]
  bareGit(repository, ['commit', '--quiet', '--allow-empty', ...by, '--message', message ?? JSON.stringify(behaviour)])
  return bareGit(repository, ['rev-parse', 'HEAD'])
}

/** Below those that the system hands out by itself, so that it stays free while no service listens there. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const server = createServer()
    try {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      return port
    } catch {
      // Somebody has it.
    } finally {
      server.close()
    }
  }
}

const lines = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : []

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
