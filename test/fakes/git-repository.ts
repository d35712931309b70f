import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Git as a person would have it who has set up nothing: what is set up at whoever runs the tests has no say. */
export function bareGit(cwd: string, args: readonly string[], input?: string | Buffer): string {
  const people = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'Avery Stone'],
    [`GIT_${role}_EMAIL`, 'avery@example.com'],
  ])
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(people) }
  return execFileSync('git', args, {
    ...{
      cwd,
      env,
      encoding: 'utf8',
      maxBuffer: 1024 ** 3,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    },
    ...(input !== undefined && { input }),
  }).trim()
}

export type TestRepository = {
  path: string
  git(...args: string[]): string
  /** A commit with these files on top of what is checked out. */
  commit(message: string, files?: Readonly<Record<string, string | Buffer>>): string
}

export function newRepository(path: string, ...options: string[]): TestRepository {
  mkdirSync(path, { recursive: true })
  bareGit(path, ['init', '--quiet', '--template=', '--initial-branch=main', ...options])
  return repositoryAt(path)
}

function repositoryAt(path: string): TestRepository {
  const git = (...args: string[]) => bareGit(path, args)
  return {
    path,
    git,
    commit(message, files = {}) {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true })
        writeFileSync(join(path, name), content)
      }
      git('add', '--all', '--force')
      git('commit', '--quiet', '--allow-empty', '--message', message)
      return git('rev-parse', 'HEAD')
    },
  }
}

export function newFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-git-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}
