import type { Command } from 'commander'
import { eraseActor } from '../use-cases/actors/erase-actor.ts'
import { existingDatabase, openForCommand, operator, print, type StoreFlags, withStore } from './context.ts'
import { parseWorkspace } from './keys.ts'

export function actorCommands(program: Command): void {
  withStore(program.command('erase-actor'))
    .description('forget a person: name and e-mail go, the ledger still verifies; cannot be undone')
    .argument('<actor>', 'an actor id, e-mail or subject')
    .requiredOption('--workspace <workspace>', 'where they acted', parseWorkspace)
    .action(erase)
}

async function erase(actor: string, flags: StoreFlags & { workspace: string }): Promise<void> {
  existingDatabase(flags)
  const { services } = await openForCommand(flags)
  try {
    const erased = await eraseActor(services, operator(), { workspace: flags.workspace, actor })
    if (!erased.ok) throw new Error(erased.refusal.detail)
    print(`erased ${erased.value.id}`)
  } finally {
    await services.close()
  }
}
