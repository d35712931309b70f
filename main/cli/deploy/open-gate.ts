import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import type { Logger } from 'pino'
import { type SampleActor, sampleActors } from '../../../shared/domain/actor.ts'
import { startGateWork } from '../../gate-work.ts'
import { createApp } from '../../http/app.ts'
import type { Operator } from '../../http/env.ts'
import { createSignInDesk } from '../../http/sign-in-desk.ts'
import { createSwitchboard } from '../../http/switchboard.ts'
import { openConnections, type Server } from '../../identity/connections.ts'
import { type Keychain, openKeychain } from '../../identity/keychain.ts'
import { createLog } from '../../log.ts'
import { continueSample } from '../../sample/continue-sample.ts'
import { openServices, prepareDataDir, type Services } from '../../services.ts'
import { findDueNotices } from '../../store/deploy-notices.ts'
import { databaseFile } from '../../store/open.ts'
import { deployOutbox } from '../../use-cases/deploys/notices/deliver-notices.ts'
import { startDeliverer } from '../../use-cases/webhooks/start-deliverer.ts'
import { defaultDataDir, readConfig } from '../config.ts'
import { consoleDir } from '../console-dir.ts'
import { openForCommand, type StoreFlags, withStore } from '../context.ts'
import { keyOfEnvironment } from '../sign-in/credential.ts'
import { createGateClient, type GateClient, GateSaidNo } from './gate-client.ts'

export type GateFlags = StoreFlags & { sample?: boolean; as?: SampleActor }
export type OpenGate = {
  client: GateClient
  who: string
  /** Whether the record can name them: a login name of a machine is nobody. */
  isKnown: boolean
  isSample: boolean
  close(): Promise<void>
}
/** What answers, and what ends with it. */
type Opened = { answer(request: Request): Promise<Response>; headers: Record<string, string>; close(): Promise<void> }

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
  const { answer, headers, close } = await openFor(flags)
  const client = createGateClient({ answer, headers })
  try {
    const actor = await whoActs(client)
    const isKnown = actor?.via !== 'local' || actor.email !== null
    const who = actor === undefined ? 'whoever is signed in there' : nameOf(actor)
    return { client, who, isKnown, isSample: flags.sample === true, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Undefined while a team's server does not say: this machine deploys all the same. */
async function whoActs(client: GateClient) {
  try {
    return (await client.session()).actor
  } catch (error) {
    if (error instanceof GateSaidNo && error.code === 'server_unreachable') return undefined
    throw error
  }
}

type Answering = { services: Services; headers: Record<string, string>; operator?: Operator | undefined }

/** The API of this very process, and what carries out and tells what is begun through it. */
function answering({ services, headers, operator }: Answering): Opened {
  const work = startGateWork(services)
  const outbox = startDeliverer(services, deployOutbox)
  const app = createApp(services)
  const env = { door: 'desktop' as const, ...(operator === undefined ? {} : { operator }) }
  return {
    answer: async (request) => app.fetch(request, env),
    headers,
    async close() {
      await work.stop()
      await untilTold(services)
      await outbox.stop()
      await services.close()
    },
  }
}

/** Whoever is to hear of it hears now, and not when a console is opened the next time. */
async function untilTold({ store, clock }: Services): Promise<void> {
  for (let left = toldWithinMs; left > 0; left -= lookEveryMs) {
    const due = await findDueNotices(store.read, new Date(clock()).toISOString(), 1)
    if (due.length === 0) return
    await delay(lookEveryMs)
  }
}
const toldWithinMs = 5_000
const lookEveryMs = 50

async function openFor(flags: GateFlags): Promise<Opened> {
  if (flags.sample) {
    const dir = flags.data ?? join(readConfig({}).data_dir, 'sample-terminal')
    const services = await continueSample({ dir, log: createLog('warn') })
    return answering({ services, headers: { 'x-countersign-sample-actor': flags.as ?? 'commander' } })
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
  return answering({ services, headers: { authorization: `Bearer ${key}` } })
}

/** The workspace of this machine's own console, as the desktop has it, which may be running or not. */
async function openConsole({ data }: GateFlags): Promise<Opened> {
  const home = prepareDataDir(join(data ?? (process.env.COUNTERSIGN_DATA_DIR || defaultDataDir()), 'console'))
  const log = createLog('warn')
  const keychain = await openKeychain((error) => log.debug({ err: error }, 'no keychain'))
  const book = openConnections(home)
  const current = book.servers().find(({ id }) => id === book.current())
  const desk = createSignInDesk({
    ...{ dataDir: home, book, keychain, fetch, clock: Date.now, log },
    openBrowser: async () => false,
    onChange: () => {},
  })
  try {
    const there = current && (await desk.whoAt(current.id)).kind
    if (current && there !== 'none' && there !== 'ended')
      return await openBeside(current, { dataDir: home, log, keychain })
    // Nobody may have the time to sign in there: this machine deploys what its own file says, as its own console.
    if (current) process.stderr.write(`countersign: nobody is signed in at ${current.name}, which is told of nothing\n`)
    const operator = await desk.operator()
    if (!operator.ok && !process.env.COUNTERSIGN_OPERATOR_EMAIL)
      throw new Error(`${operator.refusal.detail} Or say who you are in COUNTERSIGN_OPERATOR_EMAIL.`)
    if (!operator.ok)
      process.stderr.write(
        'countersign: who is signed in at this machine cannot be asked now: going by COUNTERSIGN_OPERATOR_EMAIL\n',
      )
    const services = await openServices({ mode: 'local', dataDir: join(home, 'local'), log, keychain })
    return answering({ services, headers: {}, operator: operator.ok ? operator.value : undefined })
  } finally {
    desk.close()
  }
}

/** The console of this machine talks to a team's server: this command does as that console would. */
async function openBeside(
  { id, name }: Server,
  place: { dataDir: string; log: Logger; keychain: Keychain },
): Promise<Opened> {
  const local = await createSwitchboard({ ...place, consoleDir })
  process.stderr.write(`countersign: with ${name}, as the console of this machine\n`)
  return {
    answer: async (request) => local.fetch(request, { door: 'desktop' }),
    headers: { 'x-countersign-connection': id },
    close: () => local.close(),
  }
}

function nameOf(actor: { name: string | null; email: string | null } | null): string {
  if (actor === null) return 'nobody'
  return actor.email ? `${actor.name ?? ''} <${actor.email}>`.trim() : (actor.name ?? 'nobody')
}
