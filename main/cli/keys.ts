import { type Command, InvalidArgumentError } from 'commander'
import { type Role, roles } from '../../shared/domain/permission.ts'
import { isWorkspaceName } from '../../shared/domain/workspace-name.ts'
import { listKeys } from '../store/api-keys.ts'
import { readSnapshot } from '../store/snapshot.ts'
import { createKey } from '../use-cases/keys/create-key.ts'
import { revokeKey } from '../use-cases/keys/revoke-key.ts'
import { existingDatabase, openForCommand, operator, print, type StoreFlags, withStore } from './context.ts'

export function keyCommands(program: Command): void {
  const keys = program.command('keys').description('make, list and revoke API keys')
  withStore(keys.command('create'))
    .description('make a key; it is printed once and kept only as a hash')
    .requiredOption(
      '--workspace <workspace>',
      'the workspace it opens; made if there is none of that name',
      parseWorkspace,
    )
    .requiredOption('--name <name>', 'what it is for', parseName)
    .requiredOption('--role <roles>', `one or more of ${roles.join(', ')}`, parseRoles)
    .action(create)
  withStore(keys.command('list'))
    .description('the keys, without what opens the door')
    .option('--workspace <workspace>', 'of one workspace')
    .action(list)
  withStore(keys.command('revoke')).description('end a key, at once').argument('<id>', 'its id').action(revoke)
}

async function create(flags: StoreFlags & { workspace: string; name: string; role: Role[] }): Promise<void> {
  const { services } = await openForCommand(flags)
  try {
    if (services.instance.sample && flags.workspace !== services.workspace)
      throw new Error(
        'this folder holds the sample, which begins anew at every start: a key for another workspace would be lost',
      )
    const { key } = await createKey(services, operator(), {
      workspace: flags.workspace,
      name: flags.name,
      roles: flags.role,
    })
    print(key)
  } finally {
    await services.close()
  }
}

async function list(flags: StoreFlags & { workspace?: string }): Promise<void> {
  const { database } = existingDatabase(flags)
  const keys = await readSnapshot(database, (db) => listKeys(db, flags.workspace))
  const rows = keys.map((key) => [
    key.id,
    key.workspace,
    key.name,
    key.roles.join(','),
    key.created_at,
    key.last_used_at ?? 'never used',
    key.revoked_at ? `revoked ${key.revoked_at}` : 'in force',
  ])
  const head = ['id', 'workspace', 'name', 'roles', 'created', 'last used', 'state']
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  for (const row of [head, ...rows])
    print(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

async function revoke(id: string, flags: StoreFlags): Promise<void> {
  existingDatabase(flags)
  const { services } = await openForCommand(flags)
  try {
    const revoked = await revokeKey(services, operator(), id)
    if (!revoked.ok) throw new Error(revoked.refusal.detail)
    print(`revoked ${revoked.value.id} (${revoked.value.name})`)
  } finally {
    await services.close()
  }
}

export function parseWorkspace(text: string): string {
  if (isWorkspaceName(text)) return text
  throw new InvalidArgumentError('a workspace is named with letters, digits, dots, dashes and underscores, 63 at most')
}

function parseName(text: string): string {
  const name = text.trim()
  if (name.length > 0 && name.length <= 100 && !/\p{Cc}/u.test(name)) return name
  throw new InvalidArgumentError('a name has 1 to 100 characters')
}

function parseRoles(text: string): Role[] {
  const named = text.split(',').map((word) => word.trim())
  const unknown = named.filter((word) => !roles.some((role) => role === word))
  if (unknown.length > 0)
    throw new InvalidArgumentError(`there is no role ${unknown.join(', ')}; there are ${roles.join(', ')}`)
  return roles.filter((role) => named.includes(role))
}
