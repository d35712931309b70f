// What the bare repository's hooks run: `pre-receive FOLDER` and `post-receive FOLDER`, in the repository.
import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Behaviour } from './service-repository.ts'

const [hook = '', folder = ''] = process.argv.slice(2)
const branch = 'refs/heads/main'
const tell = (line: string) => void process.stdout.write(`${line}\n`)
const pushed = readFileSync(0, 'utf8')
  .split('\n')
  .map((line) => line.split(' '))
  .find(([, to, name]) => name === branch && to !== undefined && !/^0+$/.test(to))
const sha = pushed?.[1]
if (sha !== undefined) await (hook === 'pre-receive' ? before(sha) : after(sha))

async function before(to: string): Promise<void> {
  const { refuse, hold } = behaviourOf(to)
  if (hold === 'before') await held()
  if (refuse === undefined) return
  tell(refuse)
  process.exit(1)
}

/** Deploys it: the service before is ended, and the one of this commit takes its place. */
async function after(to: string): Promise<void> {
  const behaviour = behaviourOf(to)
  tell(`-----> deploying ${to.slice(0, 12)}`)
  for (const line of behaviour.says ?? []) tell(line)
  if (behaviour.hold === 'after') await held()
  writeFileSync(join(folder, 'deployed', `${to}.json`), JSON.stringify(behaviour))
  end()
  rmSync(join(folder, 'up'), { force: true })
  if (behaviour.starts === false) return tell('-----> it does not start')
  const service = join(import.meta.dirname, 'git-service.ts')
  const port = readFileSync(join(folder, 'port'), 'utf8')
  const child = spawn(process.execPath, [service, folder, port, to], { detached: true, stdio: 'ignore' })
  writeFileSync(join(folder, 'running'), String(child.pid))
  appendFileSync(join(folder, 'pids'), `${child.pid}\n`)
  child.unref()
  while (!existsSync(join(folder, 'up')) && child.exitCode === null) await pause(10)
  tell('-----> launched')
}

function behaviourOf(to: string): Behaviour {
  try {
    return JSON.parse(execFileSync('git', ['cat-file', 'blob', `${to}:service.json`], { encoding: 'utf8' }))
  } catch {
    return {}
  }
}

function end(): void {
  try {
    process.kill(Number(readFileSync(join(folder, 'running'), 'utf8')), 'SIGTERM')
  } catch {
    // None runs.
  }
}

/** Until the test lets it go on, or is gone. */
async function held(): Promise<void> {
  writeFileSync(join(folder, 'held'), String(process.pid))
  while (!existsSync(join(folder, 'go'))) {
    if (!existsSync(folder)) process.exit(1)
    await pause(10)
  }
  rmSync(join(folder, 'held'), { force: true })
  rmSync(join(folder, 'go'), { force: true })
}
