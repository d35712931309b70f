import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { replaceSecretFile } from '../../../identity/secret-file.ts'
import { HostRefused, type Say } from '../../host.ts'
import { runProgram } from '../../run-program.ts'
import { freeName } from '../release-book.ts'
import { addRelease, changeRelease, type Releases } from './releases.ts'
import type { TerraformNeeds } from './run.ts'
import { snapshotName } from './snapshot-name.ts'
import { digestOf, isEmpty, isSamePlace, type State } from './state.ts'

const folderOf = ({ dir }: Pick<TerraformNeeds, 'dir'>): string => join(dir, 'snapshots')
export const snapshotFile = (needs: Pick<TerraformNeeds, 'dir'>, name: string): string =>
  join(folderOf(needs), `${name}.tfstate`)

export type SnapshotParts = { needs: TerraformNeeds; releases: Releases; env: Record<string, string> }

/**
 * The way back, before anything changes: the state as it is, and the operator's own snapshot of the machine. If either
 * cannot be had, this throws, and nothing is applied.
 */
export async function takeSnapshot(
  { needs, releases, env }: SnapshotParts,
  { state, operator, program }: { state: State; operator: string; program: readonly string[] | null },
  say: Say,
  signal: AbortSignal,
): Promise<string> {
  const { surface, clock, dir } = needs
  const wished = snapshotName({ surface: surface.id, at: clock(), operator })
  const name = freeName(wished, (each) => existsSync(snapshotFile(needs, each)))
  keepState(needs, name, state)
  try {
    const about = { COUNTERSIGN_SURFACE: surface.id, COUNTERSIGN_APP: surface.app }
    if (program !== null) await runSnapshotProgram(program, { name, env: { ...env, ...about }, dir }, say, signal)
  } catch (error) {
    rmSync(snapshotFile(needs, name), { force: true })
    throw error
  }
  attach(releases, clock(), state, name)
  say(`Snapshot ${name} taken: state ${state.serial}, ${state.resources.length} resources.`)
  return name
}

/** Secrets stand in it as plain text: its owner alone may read it. Durable when this returns. */
export function keepState(needs: Pick<TerraformNeeds, 'dir'>, name: string, state: State): void {
  mkdirSync(folderOf(needs), { recursive: true, mode: 0o700 })
  replaceSecretFile(snapshotFile(needs, name), state.text)
}

async function runSnapshotProgram(
  [program = '', ...args]: readonly string[],
  { name, env, dir }: { name: string; env: Record<string, string>; dir: string },
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  say(`Taking the snapshot ${name} …`)
  const { code, last } = await runProgram({
    program,
    args,
    cwd: dir,
    env: { ...env, COUNTERSIGN_SNAPSHOT: name },
    signal,
    say,
  })
  if (code === 0) return
  const why = last.at(-1)?.trim() ?? ''
  throw new HostRefused(
    `The snapshot ${name} failed (exit code ${code})${why === '' ? '' : `: ${why}`}. Nothing was applied.`,
  )
}

/** It belongs to what left this state. Where that is nothing of ours, somebody applied past this console: that is noted. */
function attach(releases: Releases, at: number, state: State, snapshot: string): void {
  const owner = releases.read().find(({ left }) => left !== null && isSamePlace(left, state))
  if (owner !== undefined) {
    changeRelease(releases, owner.id, { snapshot })
    return
  }
  if (isEmpty(state)) return
  const left = { lineage: state.lineage, serial: state.serial, digest: digestOf(state.text) }
  addRelease(releases, at, { sha: null, operator: null, deploy_id: null, unfinished: false, left, snapshot })
}
