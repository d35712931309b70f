#!/usr/bin/env node
import './check-node.ts'
import { Command } from 'commander'
import { withoutSecrets } from '../redact.ts'
import { asStoreError, StoreError } from '../store/errors.ts'
import { version } from '../version.ts'
import { actorCommands } from './actors.ts'
import { auditCommands } from './audit.ts'
import { backupCommands } from './backup.ts'
import { consoleCommand } from './console.ts'
import { reportCrashes, stackOf } from './crash.ts'
import { deployCommands } from './deploy.ts'
import { evidenceCommands } from './evidence.ts'
import { keyCommands } from './keys.ts'
import { runnerCommand } from './runner.ts'
import { secretCommands } from './secrets.ts'
import { serveCommand } from './serve.ts'
import { signInCommands } from './sign-in.ts'

// What this program writes is for its owner: databases, keys, backups.
process.umask(0o077)
reportCrashes()

const program = new Command('countersign')
  .description('The operator console for dangerous changes: its server, its keys and its audit.')
  .version(version)
  .showHelpAfterError()

for (const add of [
  serveCommand,
  consoleCommand,
  keyCommands,
  auditCommands,
  deployCommands,
  evidenceCommands,
  actorCommands,
  backupCommands,
  secretCommands,
  runnerCommand,
  signInCommands,
])
  add(program)

try {
  await program.parseAsync()
} catch (caught) {
  const error = asStoreError(caught)
  // A sentence for what can go wrong; the stack only for what should not.
  const known = error instanceof StoreError || (error instanceof Error && error.name === 'Error')
  process.stderr.write(known ? `countersign: ${withoutSecrets(error.message)}\n` : `${stackOf(error)}\n`)
  process.exitCode = 1
}
