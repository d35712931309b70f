import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { holdReason } from '../../shared/contract/workspace.ts'
import { knowActor } from '../store/actors.ts'
import { readSnapshot } from '../store/snapshot.ts'
import { listWorkspaces, mentionedWorkspaces } from '../store/workspaces.ts'
import { currentCheckpoint } from '../use-cases/audit/checkpoint.ts'
import { pruneBefore, pruneByPolicy } from '../use-cases/audit/prune-by-policy.ts'
import { verifyDatabase } from '../use-cases/audit/verify-database.ts'
import { setRetention } from '../use-cases/workspace/retention.ts'
import { existingDatabase, openForCommand, operator, print, type StoreFlags, withStore } from './context.ts'
import { parseWorkspace } from './keys.ts'

type WorkspaceFlags = StoreFlags & { workspace?: string }

export function auditCommands(program: Command): void {
  const audit = program.command('audit').description('verify, witness and prune the ledger')
  withStore(audit.command('verify'))
    .description('re-derive everything from the rows; exits 1 naming the first bad entry on its last line')
    .option('--workspace <workspace>', 'one workspace instead of all', parseWorkspace)
    .option('--checkpoint <file>', 'a checkpoint that was kept elsewhere: catches a cut or rewritten ledger')
    .action(verify)
  withStore(audit.command('checkpoint'))
    .description('print a signed checkpoint, to be kept elsewhere')
    .option('--workspace <workspace>', 'needed when there are several', parseWorkspace)
    .action(checkpoint)
  withStore(audit.command('prune'))
    .description('empty entries older than a day; their hashes stay, so everything still verifies')
    .option('--before <day>', 'YYYY-MM-DD, UTC: refused where the policy keeps what is younger', parseDay)
    .option('--by-policy', 'all that is older than the policy of the workspace says')
    .option('--workspace <workspace>', 'needed when there are several', parseWorkspace)
    .action(prune)
  withStore(audit.command('hold'))
    .description('a legal hold: nothing of the record goes, however old, until it is lifted')
    .option('--reason <reason>', 'places it', parseReason)
    .option('--lift', 'lifts it')
    .option('--workspace <workspace>', 'needed when there are several', parseWorkspace)
    .action(hold)
}

async function verify(flags: WorkspaceFlags & { checkpoint?: string }): Promise<void> {
  const { database } = existingDatabase(flags)
  const kept = flags.checkpoint === undefined ? undefined : readFileSync(flags.checkpoint, 'utf8')
  const named = flags.workspace ?? workspaceOf(kept)
  const all = await readSnapshot(database, mentionedWorkspaces)
  if (all.length === 0) print('there is no workspace here yet, so nothing to verify')
  if (named !== undefined && !all.includes(named)) throw new Error(`there is no workspace ${named} in this database`)
  let bad: string | undefined
  for (const workspace of named === undefined ? all : [named]) {
    const report = await verifyDatabase({ database, workspace, checkpoint: kept })
    const pruned = report.pruned > 0 ? `, ${report.pruned} of them pruned` : ''
    if (report.ok) print(`${workspace}: ok, ${report.size} entries${pruned}, root ${report.root}`)
    else {
      const { seq, why } = report.first_bad ?? { seq: 0, why: 'unknown' }
      bad ??= `${workspace}: entry ${seq} is bad: ${why}`
    }
  }
  if (bad === undefined) return
  print(bad)
  process.exitCode = 1
}

/** A checkpoint says in its first line whose it is. */
const workspaceOf = (note: string | undefined): string | undefined =>
  /^countersign\/[^/\n]+\/([^/\n]+)\n/.exec(note ?? '')?.[1]

async function checkpoint(flags: WorkspaceFlags): Promise<void> {
  const { workspace, services } = await openWorkspace(flags)
  try {
    process.stdout.write(await currentCheckpoint(services, workspace))
  } finally {
    await services.close()
  }
}

async function prune(flags: WorkspaceFlags & { before?: string; byPolicy?: boolean }): Promise<void> {
  const { before, byPolicy = false } = flags
  if ((before === undefined) !== byPolicy) throw new Error('say either --before DAY or --by-policy')
  const { workspace, services } = await openWorkspace(flags)
  try {
    const pruned =
      before === undefined
        ? await pruneByPolicy(services, operator(), { workspace })
        : await pruneBefore(services, operator(), { workspace, before })
    if (!pruned.ok) throw new Error(pruned.refusal.detail)
    const { from, to, emptied } = pruned.value
    print(`${workspace}: emptied ${emptied} entries, ${from} to ${to}; their hashes stay`)
  } finally {
    await services.close()
  }
}

async function hold(flags: WorkspaceFlags & { reason?: string; lift?: boolean }): Promise<void> {
  const { reason, lift = false } = flags
  if ((reason === undefined) !== lift) throw new Error('say either --reason TEXT or --lift')
  const { workspace, services } = await openWorkspace(flags)
  try {
    await services.store.write(workspace, async (tx) => {
      const legal_hold = reason === undefined ? null : { reason }
      await setRetention({ tx, who: await knowActor(tx, operator()) }, { legal_hold })
    })
    print(reason === undefined ? `${workspace}: under no legal hold` : `${workspace}: under a legal hold`)
  } finally {
    await services.close()
  }
}

async function openWorkspace(flags: WorkspaceFlags) {
  const { database } = existingDatabase(flags)
  const all = await readSnapshot(database, listWorkspaces)
  const [only] = all
  const workspace = flags.workspace ?? only
  if (workspace === undefined || !all.includes(workspace))
    throw new Error(`there is no workspace ${workspace ?? ''} in this database`)
  if (flags.workspace === undefined && all.length > 1)
    throw new Error(`there are several workspaces: say --workspace and one of ${all.join(', ')}`)
  return { workspace, ...(await openForCommand(flags)) }
}

function parseReason(text: string): string {
  const parsed = holdReason.safeParse(text)
  if (parsed.success) return text
  throw new InvalidArgumentError('a reason is up to 500 characters of plain text, and not empty')
}

function parseDay(text: string): string {
  const time = new Date(`${text}T00:00:00.000Z`)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time.getTime())) return time.toISOString()
  throw new InvalidArgumentError('a day is YYYY-MM-DD')
}
