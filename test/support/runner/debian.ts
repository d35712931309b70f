// Installs packages on Debian as root, and nothing that would outlive the tests: no service is started, no cluster made.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { findInPath } from '../find-program.ts'

export const canInstall = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && Boolean(findInPath('apt-get'))

const aptGet = (...args: string[]) =>
  spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })

/** Writes a file that was not there and gives back its removal. An administrator's own file stays as it is. */
function forNow(path: string, text: string, mode: number): () => void {
  if (existsSync(path)) return () => undefined
  const folder = dirname(path)
  const made = !existsSync(folder)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, text)
  chmodSync(path, mode)
  return () => {
    rmSync(path, { force: true })
    if (!made) return
    try {
      rmdirSync(folder)
    } catch {
      // The package has put something of its own there.
    }
  }
}

/** Installs the packages; gives the reason when that fails. */
export function install(packages: readonly string[]): string | undefined {
  const undo = [
    // invoke-rc.d asks this script before it starts a service; 101 means no.
    forNow('/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755),
    // postgresql-common reads this before it makes its cluster on port 5432.
    forNow('/etc/postgresql-common/createcluster.d/countersign-tests.conf', 'create_main_cluster = false\n', 0o644),
  ]
  try {
    const first = aptGet('update')
    const last = aptGet('install', '--yes', '--no-install-recommends', ...packages)
    if (last.status === 0) return undefined
    return `${first.stderr ?? ''}${last.stderr ?? ''}${last.error?.message ?? ''}`.trim()
  } finally {
    for (const step of undo) step()
  }
}
