#!/usr/bin/env node
import './check-node.ts'
import { Command } from 'commander'
import { asStoreError, StoreError } from '../store/errors.ts'
import { version } from '../version.ts'
import { actorCommands } from './actors.ts'
import { auditCommands } from './audit.ts'
import { backupCommands } from './backup.ts'
import { consoleCommand } from './console.ts'
import { keyCommands } from './keys.ts'
import { runnerCommand } from './runner.ts'
import { serveCommand } from './serve.ts'

// What this program writes is for its owner: databases, keys, backups.
process.umask(0o077)

const program = new Command('countersign')
  .description('The operator console for dangerous changes: its server, its keys and its audit.')
  .version(version)
  .showHelpAfterError()

for (const add of [
  serveCommand,
  consoleCommand,
  keyCommands,
  auditCommands,
  actorCommands,
  backupCommands,
  runnerCommand,
])
  add(program)

try {
  await program.parseAsync()
} catch (caught) {
  const error = asStoreError(caught)
  // A sentence for what can go wrong; the stack only for what should not.
  const known = error instanceof StoreError || (error instanceof Error && error.name === 'Error')
  process.stderr.write(known ? `countersign: ${(error as Error).message}\n` : `${(error as Error).stack ?? error}\n`)
  process.exitCode = 1
}
