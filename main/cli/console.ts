import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { oneTimeDoor } from '../http/one-time-door.ts'
import { serveSocket } from '../http/serve.ts'
import { createSwitchboard } from '../http/switchboard.ts'
import { openKeychain } from '../identity/keychain.ts'
import { createLog } from '../log.ts'
import { readConfig } from './config.ts'
import { consoleDir } from './console-dir.ts'
import { print } from './context.ts'
import { openBrowser } from './open-browser.ts'
import { parsePort } from './serve.ts'
import { untilAskedToStop } from './stop.ts'

type ConsoleFlags = { data?: string; port: number; open?: boolean }

export function consoleCommand(program: Command): void {
  program
    .command('console')
    .description('open the console of this machine in the browser, behind a one-time link')
    .option('--data <dir>', 'the data folder')
    .option('--port <port>', 'the port to listen on; 0 picks a free one', parsePort, 0)
    .option('--open', 'open the browser')
    .action(run)
}

async function run(flags: ConsoleFlags): Promise<void> {
  const dataDir = join(readConfig(flags).data_dir, 'console')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const log = createLog(process.env.COUNTERSIGN_LOG_LEVEL ?? 'warn')
  const stop = untilAskedToStop()
  const keychain = await openKeychain((error) => log.debug({ err: error }, 'no keychain: tokens are kept in memory'))
  const local = await createSwitchboard({ dataDir, consoleDir, log, keychain, openBrowser })
  try {
    const door = oneTimeDoor((request, env) => local.fetch(request, env))
    const socket = await serveSocket(door.enter, { host: '127.0.0.1', port: flags.port })
    print(`countersign console at ${socket.url}${door.mint()}`)
    // A link of its own: the printed one stays good for whoever reads it.
    if (flags.open) void openBrowser(`${socket.url}${door.mint()}`)
    await stop
    const closing = socket.close()
    local.endStreams()
    await closing
  } finally {
    await local.close()
  }
}
