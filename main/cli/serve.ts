import { type Command, InvalidArgumentError } from 'commander'
import type { Logger } from 'pino'
import { startBackground } from '../background.ts'
import type { GateSetting } from '../gate/setting.ts'
import { type AppOptions, createApp } from '../http/app.ts'
import { createSampleServer } from '../http/sample-server.ts'
import { loopbackNames } from '../http/security.ts'
import { type Answer, isLoopback, serveSocket } from '../http/serve.ts'
import { createTokenVerifier } from '../identity/verify-token.ts'
import { createLog } from '../log.ts'
import { openServices } from '../services.ts'
import { type Config, readConfig } from './config.ts'
import { consoleDir } from './console-dir.ts'
import { print, type StoreFlags, withStore } from './context.ts'
import { drillPolicyIn, limitsIn, policyIn } from './policy-config.ts'
import { untilAskedToStop } from './stop.ts'

type ServeFlags = StoreFlags & { host?: string; port?: number; sample?: boolean }

export const parsePort = (text: string): number => {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('a port is a number from 0 to 65535')
}

export function serveCommand(program: Command): void {
  withStore(program.command('serve'))
    .description('answer the API, and serve the console to browsers')
    .option('--host <host>', 'the address to listen on (127.0.0.1)')
    .option('--port <port>', 'the port to listen on (4680); 0 picks a free one', parsePort)
    .option('--sample', 'seed and serve the sample workspace, on loopback, without credentials')
    .action(serve)
}

async function serve(flags: ServeFlags): Promise<void> {
  const config = readConfig(flags)
  const host = flags.host ?? config.host ?? '127.0.0.1'
  const port = flags.port ?? config.port ?? 4680
  const log = createLog()
  if (flags.sample && !isLoopback(host))
    throw new Error(`--sample needs no credential, so it is served on loopback alone, not on ${host}`)
  if (flags.sample && flags.database !== undefined)
    throw new Error('the sample lives in a file of its own: --sample takes no --database')
  const stop = untilAskedToStop()
  const options = { console: { dir: consoleDir }, hosts: hostsFor(host, flags.sample ? undefined : config.hosts) }
  const server = flags.sample
    ? await createSampleServer({ ...options, dir: flags.data, log })
    : await createTeamServer(config, options, log)
  try {
    const door = await serveSocket(server.answer, { host, port })
    print(`countersign listening on ${door.url}`)
    await stop
    log.info('stopping: finishing what is in flight')
    const closing = door.close()
    server.endStreams()
    await closing
  } finally {
    await server.close()
  }
}

/** What it does not say stays as it is on a server. */
const gateIn = (gate: Config['gate']): Partial<GateSetting> => ({
  ...(gate?.local_by_api !== undefined && { localByApi: gate.local_by_api }),
  ...(gate?.workspace !== undefined && { workspace: gate.workspace }),
})

async function createTeamServer(config: Config, options: AppOptions, log: Logger) {
  const services = await openServices({
    mode: 'server',
    dataDir: config.data_dir,
    databaseUrl: config.database_url,
    masterKey: config.master_key,
    name: config.name,
    environment: config.environment,
    limits: limitsIn(config.limits),
    policy: policyIn(config.policy),
    drillPolicy: drillPolicyIn(config.policy),
    tokens: config.oidc && createTokenVerifier(config.oidc, { fetch, clock: Date.now, log }),
    gate: gateIn(config.gate),
    webhookTargets: config.webhooks && { privateNetworks: config.webhooks.private_networks },
    log,
  })
  startBackground(services)
  const app = createApp(services, options)
  const answer: Answer = (request, env) => app.fetch(request, env)
  return { answer, endStreams: services.endStreams, close: services.close }
}

/** On loopback a foreign name is an attack (DNS rebinding); on a network address the configuration says which are ours. */
function hostsFor(host: string, configured: string[] | undefined): ReadonlySet<string> | 'any' {
  if (configured) return new Set([...configured.map((name) => name.toLowerCase()), ...loopbackNames])
  return isLoopback(host) ? new Set([...loopbackNames, host]) : 'any'
}
