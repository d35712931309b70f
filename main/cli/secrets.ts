import type { Command } from 'commander'
import { type KeyUse, masterKeyStatus, unopened } from '../use-cases/secrets/master-key-status.ts'
import { type Rotation, rotateMasterKey } from '../use-cases/secrets/rotate-master-key.ts'
import { existingDatabase, openForCommand, print, type StoreFlags, withStore } from './context.ts'

export function secretCommands(program: Command): void {
  const secrets = program.command('secrets').description('the master keys that secrets are sealed under')
  withStore(secrets.command('status')).description('which master keys there are, and what needs them').action(status)
  withStore(secrets.command('rotate-master-key'))
    .description('seal everything under a new master key, also while a server runs; can be run again wherever it ended')
    .action(rotate)
}

const held = {
  environment: 'COUNTERSIGN_MASTER_KEY',
  file: 'master.key in the data folder',
  keychain: 'the keychain of this machine',
  memory: 'memory',
}

async function status(flags: StoreFlags): Promise<void> {
  existingDatabase(flags)
  const { services } = await openForCommand(flags)
  try {
    const uses = await masterKeyStatus(services)
    print(uses.length === 0 ? 'there is no master key yet' : `master keys from ${held[services.masterKeys.kind]}`)
    for (const use of uses) print(lineOf(use))
    if (unopened(uses).length > 0) process.exitCode = 1
  } finally {
    await services.close()
  }
}

function lineOf({ id, here, current, secrets, signingKey }: KeyUse): string {
  const needs = [plural(secrets, 'secret'), ...(signingKey ? ['the ledger’s signing key'] : [])].join(' and ')
  const isNeeded = secrets > 0 || signingKey
  const state = current ? 'current' : isNeeded ? 'still needed' : 'needed by nothing'
  return `${id}  ${needs}  ${state}${here ? '' : ', NOT HERE: what it seals cannot be opened'}`
}

async function rotate(flags: StoreFlags): Promise<void> {
  existingDatabase(flags)
  const { services } = await openForCommand(flags)
  try {
    const rotated = await rotateMasterKey(services)
    if (!rotated.ok) throw new Error(rotated.refusal.detail)
    report(rotated.value, services.masterKeys.kind)
  } finally {
    await services.close()
  }
}

function report({ to, begun, moved, left, dropped }: Rotation, kind: keyof typeof held): void {
  const what = begun ? 'rotated to a new master key' : 'finished the rotation to the master key'
  print(`${what}, ${to}: ${plural(moved, 'secret')} sealed under it anew`)
  if (dropped.length > 0)
    print(
      `no longer kept, because nothing needs it here: ${dropped.join(', ')}. Secrets in older backups open under it alone.`,
    )
  if (kind === 'environment' && left.length === 0)
    print('once every server has been started anew, COUNTERSIGN_MASTER_KEY needs its first key alone')
  if (left.length === 0) return
  print(`${plural(left.length, 'secret')} cannot be opened, and stay as they are:`)
  for (const { workspace, provider, label, key_id } of left) print(`  ${workspace}: ${provider} “${label}” (${key_id})`)
  process.exitCode = 1
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
