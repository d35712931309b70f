import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const identity = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}

/** A repository with one commit after the other, the oldest first. */
export async function makeCommits(names: readonly [string, ...string[]]) {
  const dir = mkdtempSync(join(tmpdir(), 'commits-'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', dir, ...args], { env: { PATH: process.env.PATH, HOME: dir, ...identity } })
      .toString()
      .trim()
  git('init', '--quiet', '--initial-branch=main')
  const commit = (name: string): string => {
    writeFileSync(join(dir, 'app.txt'), `${name}\n`)
    git('add', '.')
    git('commit', '--quiet', '-m', name)
    return git('rev-parse', 'HEAD')
  }
  const [one = '', two = '', three = ''] = names.map(commit)
  return {
    dir,
    shas: [one, two, three] as const,
    commit,
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}
