import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A real repository with a work tree, on `main`. Each commit has exactly the files that it is given. */
export function makeCodeRepository(folder: string) {
  const git = (...args: string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=Ada', '-c', 'user.email=ada@raxx.app', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    ).trim()
  mkdirSync(folder, { recursive: true })
  git('init', '--quiet', '--template=', '--initial-branch=main')
  return {
    folder,
    commit(files: Record<string, string>): string {
      git('rm', '-r', '-q', '--ignore-unmatch', '.')
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), content)
      }
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', '-m', `Change ${Object.keys(files).join(', ')}`)
      return git('rev-parse', 'HEAD')
    },
  }
}
