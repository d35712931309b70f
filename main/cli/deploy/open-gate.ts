import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { type SampleActor, sampleActors } from '../../../shared/domain/actor.ts'
import { startGateWork } from '../../gate-work.ts'
import { createApp } from '../../http/app.ts'
import type { Operator } from '../../http/env.ts'
import { createSignInDesk } from '../../http/sign-in-desk.ts'
import { openConnections } from '../../identity/connections.ts'
import { openKeychain } from '../../identity/keychain.ts'
import { createLog } from '../../log.ts'
import { continueSample } from '../../sample/continue-sample.ts'
import { openServices, prepareDataDir, type Services } from '../../services.ts'
import { databaseFile } from '../../store/open.ts'
import { defaultDataDir, readConfig } from '../config.ts'
import { openForCommand, type StoreFlags, withStore } from '../context.ts'
import { keyOfEnvironment } from '../sign-in/credential.ts'
import { createGateClient, type GateClient } from './gate-client.ts'

export type GateFlags = StoreFlags & { sample?: boolean; as?: SampleActor }
export type OpenGate = { client: GateClient; who: string; isSample: boolean; close(): Promise<void> }

const parseActor = (text: string): SampleActor => {
  const actor = sampleActors.find((name) => name === text)
  if (actor) return actor
  throw new InvalidArgumentError(`one of ${sampleActors.join(', ')}`)
}

export const withGate = (command: Command): Command =>
  withStore(command)
    .option('--sample', 'the sample workspace of this terminal, kept for a day')
    .option('--as <person>', 'in the sample: as whom', parseActor)

/** What a command works with: the API of this very process, whoever else is running or not, and the executor behind it. */
export async function openGate(flags: GateFlags): Promise<OpenGate> {
  const { services, headers, operator } = await openFor(flags)
  const work = startGateWork(services)
  const app = createApp(services)
  const env = { door: 'desktop' as const, ...(operator === undefined ? {} : { operator }) }
  const client = createGateClient({ answer: async (request) => app.fetch(request, env), headers })
  const close = async () => {
    await work.stop()
    await services.close()
  }
  try {
    const { actor } = await client.session()
    return { client, who: nameOf(actor), isSample: services.mode === 'sample', close }
  } catch (error) {
    await close()
    throw error
  }
}

type Opened = { services: Services; headers: Record<string, string>; operator?: Operator | undefined }

async function openFor(flags: GateFlags): Promise<Opened> {
  if (flags.sample) {
    const dir = flags.data ?? join(readConfig({}).data_dir, 'sample-terminal')
    const services = await continueSample({ dir, log: createLog('warn') })
    return { services, headers: { 'x-countersign-sample-actor': flags.as ?? 'commander' } }
  }
  return isServer(flags) ? openServer(flags) : openConsole(flags)
}

/** Whoever names a server's own data, or its database, means that server's workspace. */
const isServer = ({ data, database, config }: GateFlags): boolean =>
  database !== undefined || config !== undefined || (data !== undefined && existsSync(databaseFile(data)))

async function openServer(flags: GateFlags): Promise<Opened> {
  const key = keyOfEnvironment()
  if (key === undefined)
    throw new Error('this is a team server’s data: say who you are with an API key in COUNTERSIGN_API_KEY')
  const { services } = await openForCommand(flags)
  return { services, headers: { authorization: `Bearer ${key}` } }
}

/** The workspace of this machine's own console, as the desktop has it, which may be running or not. */
async function openConsole({ data }: GateFlags): Promise<Opened> {
  const consoleDir = prepareDataDir(join(data ?? (process.env.COUNTERSIGN_DATA_DIR || defaultDataDir()), 'console'))
  const log = createLog('warn')
  const keychain = await openKeychain((error) => log.debug({ err: error }, 'no keychain'))
  const book = openConnections(consoleDir)
  const desk = createSignInDesk({
    ...{ dataDir: consoleDir, book, keychain, fetch, clock: Date.now, log },
    openBrowser: async () => false,
    onChange: () => {},
  })
  try {
    const operator = await desk.operator()
    if (!operator.ok && !process.env.COUNTERSIGN_OPERATOR_EMAIL)
      throw new Error(`${operator.refusal.detail} Or say who you are in COUNTERSIGN_OPERATOR_EMAIL.`)
    if (!operator.ok)
      process.stderr.write(
        'countersign: who is signed in at this machine cannot be asked now: going by COUNTERSIGN_OPERATOR_EMAIL\n',
      )
    const services = await openServices({ mode: 'local', dataDir: join(consoleDir, 'local'), log, keychain })
    return { services, headers: {}, operator: operator.ok ? operator.value : undefined }
  } finally {
    desk.close()
  }
}

function nameOf(actor: { name: string | null; email: string | null } | null): string {
  if (actor === null) return 'nobody'
  return actor.email ? `${actor.name ?? ''} <${actor.email}>`.trim() : (actor.name ?? 'nobody')
}
