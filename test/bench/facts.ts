import { readFileSync, statfsSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import Database from 'better-sqlite3'

const filesystems: Record<number, string> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs (nothing here is durable)',
  2035054128: 'overlayfs',
  801189825: 'zfs',
  26: 'apfs',
}

/** What the figures depend on. Loads of other programs are why only ratios are judged. */
export function machineFacts(folder: string): Record<string, string> {
  const db = new Database(':memory:')
  const sqlite = db.prepare<[], { version: string }>('select sqlite_version() as version').get()?.version ?? 'unknown'
  db.close()
  const type = statfsSync(folder).type
  return {
    node: process.version,
    sqlite,
    system: `${process.platform} ${release()}`,
    cpu: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    filesystem: filesystems[type] ?? `type 0x${type.toString(16)}`,
    load: loadavg()
      .map((load) => load.toFixed(1))
      .join(' '),
    commit: commit(),
    date: new Date().toISOString(),
  }
}

function commit(): string {
  try {
    const head = readFileSync('.git/HEAD', 'utf8').trim()
    return head.startsWith('ref: ')
      ? readFileSync(`.git/${head.slice(5)}`, 'utf8')
          .trim()
          .slice(0, 12)
      : head.slice(0, 12)
  } catch {
    return 'unknown'
  }
}
