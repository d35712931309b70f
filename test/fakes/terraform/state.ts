import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Attributes } from './init.ts'
import { fail, home, option, out } from './switches.ts'

export type State = {
  version: 4
  terraform_version: string
  serial: number
  lineage: string
  outputs: Record<string, never>
  resources: {
    mode: 'managed'
    type: string
    name: string
    provider: string
    instances: { schema_version: 0; attributes: Attributes }[]
  }[]
}

export const readState = (path: string): State | undefined =>
  existsSync(path) && readFileSync(path, 'utf8') !== '' ? (JSON.parse(readFileSync(path, 'utf8')) as State) : undefined

export function writeState(path: string, state: State): void {
  writeFileSync(`${path}.draft`, `${JSON.stringify(state, null, 2)}\n`)
  renameSync(`${path}.draft`, path)
}

/** What exists, by address: of the state, or of the world. */
export type Existing = Map<string, Attributes>

export const existingIn = (state: State | undefined): Existing =>
  new Map(
    (state?.resources ?? []).map(({ type, name, instances }) => [`${type}.${name}`, instances[0]?.attributes ?? {}]),
  )

/** The next one after it: its serial moves only where something is otherwise. */
export function after(state: State | undefined, existing: Existing): State {
  const resources = [...existing].map(([address, attributes]) => {
    const [type = '', name = ''] = address.split('.')
    const provider = `provider["registry.terraform.io/hashicorp/${type.split('_')[0]}"]`
    return { mode: 'managed' as const, type, name, provider, instances: [{ schema_version: 0 as const, attributes }] }
  })
  const moved = state === undefined || JSON.stringify(state.resources) !== JSON.stringify(resources)
  return {
    version: 4,
    terraform_version: '1.14.3',
    serial: (state?.serial ?? 0) + (moved ? 1 : 0),
    lineage: state?.lineage ?? randomUUID(),
    outputs: {},
    resources,
  }
}

const worldFile = join(home, 'world.json')
export const readWorld = (): Existing =>
  new Map(Object.entries(existsSync(worldFile) ? (JSON.parse(readFileSync(worldFile, 'utf8')) as object) : {}))
export const writeWorld = (world: Existing): void =>
  writeFileSync(worldFile, JSON.stringify(Object.fromEntries(world), null, 2))

const lockFile = (path: string) => join(dirname(path), `.${basename(path)}.lock.info`)

/** Runs it under the lock of the state, as Terraform does with everything that may write it. */
export function locked<T>(path: string, operation: string, argv: readonly string[], work: () => T): T | 1 {
  const release = takeLock(path, operation, argv)
  if (release === undefined) return 1
  try {
    return work()
  } finally {
    release()
  }
}

export function takeLock(path: string, operation: string, argv: readonly string[]): (() => void) | undefined {
  const until = Date.now() + 1000 * Number.parseInt(option(argv, 'lock-timeout') ?? '0', 10)
  if (existsSync(lockFile(path)) && Date.now() < until) out('Acquiring state lock. This may take a few moments...')
  while (existsSync(lockFile(path)) && Date.now() < until)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  const file = lockFile(path)
  const mine = { ID: randomUUID(), Operation: operation, Info: '', Who: 'operator@machine', Version: '1.14.3' }
  try {
    writeFileSync(file, JSON.stringify({ ...mine, Created: '2026-04-29T14:33:00Z', Path: path }), { flag: 'wx' })
  } catch {
    const held = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {}
    const lines = ['ID', 'Path', 'Operation', 'Who', 'Version', 'Created', 'Info']
    fail(
      'Error acquiring the state lock',
      `Error message: resource temporarily unavailable\nLock Info:\n${lines.map((name) => `  ${`${name}:`.padEnd(11)}${held[name] ?? ''}`).join('\n')}\n\n\nTerraform acquires a state lock to protect the state from being written\nby multiple users at the same time. Please resolve the issue above and try\nagain. For most commands, you can disable locking with the "-lock=false"\nflag, but this is not recommended.`,
    )
    return undefined
  }
  return () => rmSync(file, { force: true })
}
