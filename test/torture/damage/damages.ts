import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../random.ts'
import type { Templates } from './templates.ts'

/** One way to ruin a data folder. `from` says of which template; the ruin is made in a copy of it. */
export type Damage = {
  name: string
  from: 'closed' | 'killed'
  /** Takes the end of the write-ahead log with it, or puts an older state in place: then only a checkpoint can tell. */
  mayCut?: boolean
  apply(dir: string, random: Random, templates: Templates): void
}

const page = 4_096
const main = (dir: string) => join(dir, 'countersign.db')
const log = (dir: string) => join(dir, 'countersign.db-wal')

function edit(file: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file)
  change(bytes)
  writeFileSync(file, bytes)
}

const pageOf = (bytes: Buffer, random: Random) => random.between(0, bytes.length / page - 1) * page

function flip(bytes: Buffer, random: Random, times: number): void {
  for (let i = 0; i < times; i += 1) {
    const at = random.between(0, bytes.length - 1)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7))
  }
}

export const damages: readonly Damage[] = [
  { name: 'a bit flipped', from: 'closed', apply: (dir, random) => edit(main(dir), (bytes) => flip(bytes, random, 1)) },
  {
    name: 'bits flipped',
    from: 'closed',
    apply: (dir, random) => edit(main(dir), (bytes) => flip(bytes, random, random.between(2, 200))),
  },
  {
    name: 'random bytes over a stretch',
    from: 'closed',
    apply: (dir, random) =>
      edit(
        main(dir),
        (bytes) => void random.bytes(random.between(1, 300)).copy(bytes, random.between(0, bytes.length - 300)),
      ),
  },
  {
    name: 'a bit of the first page',
    from: 'closed',
    apply: (dir, random) => edit(main(dir), (bytes) => flip(bytes.subarray(0, page), random, 3)),
  },
  {
    name: 'a page of noise',
    from: 'closed',
    apply: (dir, random) => edit(main(dir), (bytes) => void random.bytes(page).copy(bytes, pageOf(bytes, random))),
  },
  {
    name: 'a page of zeros',
    from: 'closed',
    apply: (dir, random) => edit(main(dir), (bytes) => void Buffer.alloc(page).copy(bytes, pageOf(bytes, random))),
  },
  {
    name: 'a page in place of another',
    from: 'closed',
    apply: (dir, random) =>
      edit(main(dir), (bytes) => {
        const at = pageOf(bytes, random)
        bytes.copyWithin(pageOf(bytes, random), at, at + page)
      }),
  },
  {
    name: 'the database cut short',
    from: 'closed',
    apply: (dir, random) => truncateSync(main(dir), random.between(1, readFileSync(main(dir)).length - 1)),
  },
  { name: 'an empty file', from: 'closed', apply: (dir) => truncateSync(main(dir), 0) },
  { name: 'a text file', from: 'closed', apply: (dir) => writeFileSync(main(dir), 'Dear database,\n'.repeat(2_000)) },
  {
    name: 'a bit of the log',
    from: 'killed',
    mayCut: true,
    apply: (dir, random) => edit(log(dir), (bytes) => flip(bytes, random, 1)),
  },
  {
    name: 'the log cut short',
    from: 'killed',
    mayCut: true,
    apply: (dir, random) => truncateSync(log(dir), random.between(0, readFileSync(log(dir)).length - 1)),
  },
  { name: 'the log gone', from: 'killed', mayCut: true, apply: (dir) => rmSync(log(dir)) },
  {
    name: 'noise as log',
    from: 'killed',
    mayCut: true,
    apply: (dir, random) => writeFileSync(log(dir), random.bytes(20_000)),
  },
  {
    name: 'noise as log beside a closed database',
    from: 'closed',
    apply: (dir, random) => writeFileSync(log(dir), random.bytes(20_000)),
  },
  {
    name: 'noise as shared memory',
    from: 'killed',
    apply: (dir, random) => writeFileSync(`${main(dir)}-shm`, random.bytes(32_768)),
  },
  {
    name: 'a bit of the database under a log',
    from: 'killed',
    apply: (dir, random) => edit(main(dir), (bytes) => flip(bytes, random, 20)),
  },
  {
    name: 'an older log beside the database',
    from: 'closed',
    mayCut: true,
    apply: (dir, _, { olderKilled }) => cpSync(log(olderKilled.dir), log(dir)),
  },
  {
    name: 'an older database under the log',
    from: 'killed',
    mayCut: true,
    apply: (dir, _, { older }) => cpSync(main(older.dir), main(dir)),
  },
  {
    name: 'an older database',
    from: 'closed',
    mayCut: true,
    apply: (dir, _, { older }) => cpSync(main(older.dir), main(dir)),
  },
]
