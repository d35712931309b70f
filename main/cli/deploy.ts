import { setTimeout as delay } from 'node:timers/promises'
import type { Command, CommanderError } from 'commander'
import { sameCommit } from '../../shared/domain/surface-standing.ts'
import { askPhrase } from './deploy/ask-phrase.ts'
import { bannerOf } from './deploy/banner.ts'
import { diffLines } from './deploy/diff-lines.ts'
import { endingLines } from './deploy/ending-lines.ts'
import { exitCodeHelp, exitCodeOf, exitCodes } from './deploy/exit-codes.ts'
import { type DeployView, type Diff, type GateClient, GateSaidNo, type SurfaceView } from './deploy/gate-client.ts'
import { type GateFlags, type OpenGate, openGate, withGate } from './deploy/open-gate.ts'
import { painter, plain } from './deploy/paint.ts'
import { watchDeploy } from './deploy/watch-deploy.ts'

type DeployFlags = GateFlags & { to?: string; pass?: string }
type RollbackFlags = GateFlags & { to?: string; reason?: string }

const paint = painter(process.stdout)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

export function deployCommands(program: Command): void {
  withGate(program.command('deploy'))
    .description(
      'break-glass deploy from this terminal: shows what will ship, asks for the phrase, pushes, watches health',
    )
    .argument('<surface>', 'what to deploy, as `surfaces` lists it')
    .option('--to <ref>', 'a branch, tag or SHA instead of what the surface says')
    .option('--pass <reason>', 'pass a freeze window or a lock, and say why; it goes into the record')
    .addHelpText('after', exitCodeHelp)
    .exitOverride(endUnusable)
    .action((surface: string, flags: DeployFlags) => withClient(flags, (client) => deploy(client, surface, flags)))
  withGate(program.command('rollback'))
    .description('back to the release before, at once: asks nothing, says what it does')
    .argument('<surface>', 'what to roll back')
    .option('--to <release>', 'a release further back, as the host calls it')
    .option('--reason <reason>', 'why: it goes into the record')
    .addHelpText('after', exitCodeHelp)
    .exitOverride(endUnusable)
    .action((surface: string, flags: RollbackFlags) => withClient(flags, (client) => rollback(client, surface, flags)))
  withGate(program.command('surfaces'))
    .description('what can be deployed from here, and what runs there')
    .action((flags: GateFlags) => withClient(flags, list))
}

/** Commander ends with 1, which here says that something went wrong. */
const endUnusable = ({ exitCode }: CommanderError): never => process.exit(exitCode === 0 ? 0 : exitCodes.usage)

type Known = Omit<OpenGate, 'close'>

async function withClient(flags: GateFlags, use: (known: Known) => Promise<number>): Promise<void> {
  const gate = await openGate(flags)
  try {
    process.exitCode = await use(gate)
  } catch (error) {
    if (!(error instanceof GateSaidNo)) throw error
    process.stderr.write(`countersign: ${plain(error.message)}\n`)
    process.exitCode = error.code === 'not_found' ? exitCodes.usage : exitCodes.refused
    // It may be missing because of what is wrong with its file.
    if (error.code === 'not_found') sayFaults((await gate.client.surfaces()).faults)
  } finally {
    await gate.close()
  }
}

async function deploy(
  { client, who, isKnown, isSample }: Known,
  id: string,
  { to, pass }: DeployFlags,
): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    process.stderr.write(
      'countersign: a deploy is confirmed by a person who types the phrase at a terminal; there is none here\n',
    )
    return exitCodes.usage
  }
  if (!isKnown) {
    process.stderr.write(
      `countersign: who deploys has to be known, and “${plain(who)}” is only a name at this machine: sign in, or say your e-mail address in COUNTERSIGN_OPERATOR_EMAIL\n`,
    )
    return exitCodes.refused
  }
  const surface = await client.surface(id)
  for (const line of bannerOf(surface, `Deploying as ${who}`, isSample, paint)) say(line)
  let diff = await client.diff(id, to)
  for (;;) {
    say('')
    for (const line of diffLines(diff, paint)) say(line)
    for (const line of stateLines(surface)) say(line)
    say('')
    const typed = await askPhrase(surface.phrase)
    if (typed.kind !== 'typed' || typed.text !== surface.phrase) {
      say(paint.bad(typed.kind === 'pasted' ? pastedWords : 'That is not the phrase. Nothing was pushed.'))
      return exitCodes.notConfirmed
    }
    const begun = await begin(client, surface, diff, typed.text, pass)
    if ('moved' in begun) {
      say(paint.bad('It has moved since you looked: this is what would ship now. Nothing was pushed.'))
      diff = begun.moved
      continue
    }
    return finish(client, begun.deploy, isSample)
  }
}

const pastedWords = 'Pasted, not typed: typing it is the moment in which it is read. Nothing was pushed.'

async function begin(
  client: GateClient,
  { id }: SurfaceView,
  { preview_id }: Diff,
  phrase: string,
  pass: string | undefined,
): Promise<{ deploy: DeployView } | { moved: Diff }> {
  try {
    const passed = pass === undefined ? {} : { pass_reason: pass }
    return { deploy: await client.start({ surface: id, preview_id, phrase, ...passed }) }
  } catch (error) {
    if (!(error instanceof GateSaidNo) || error.code !== 'target_moved') throw error
    return { moved: (error.problem as unknown as { diff: Diff }).diff }
  }
}

async function finish(client: GateClient, { id }: DeployView, isSample: boolean): Promise<number> {
  const ended = await untilEnded(client, id)
  if (ended === undefined) return exitCodes.unknown
  say('')
  for (const line of endingLines(ended, paint, isSample)) say(line)
  return exitCodeOf[ended.outcome ?? 'unknown']
}

function sayFaults(faults: readonly string[]): void {
  for (const fault of faults) process.stderr.write(`countersign: ${plain(fault)}\n`)
}

/** It has begun: a no from here on refuses nothing, and what becomes of it is not seen from here any more. */
async function untilEnded(client: GateClient, id: string): Promise<DeployView | undefined> {
  let ended: DeployView | undefined
  try {
    ended = await watchDeploy({ client, id, say, paint })
    return await untilForwarded(client, ended)
  } catch (error) {
    if (!(error instanceof GateSaidNo)) throw error
    if (ended === undefined)
      process.stderr.write(`countersign: ${id} was begun, and cannot be followed any more: ${plain(error.message)}\n`)
    return ended
  }
}

/** A team's server is told at once where it answers; otherwise by the next console of this machine. */
async function untilForwarded(client: GateClient, ended: DeployView): Promise<DeployView> {
  let deploy = ended
  for (let left = 20; left > 0 && deploy.forwarding && !deploy.forwarding.told && !deploy.forwarding.error; left--) {
    await delay(150)
    deploy = await client.deploy(ended.id)
  }
  return deploy
}

function stateLines({ lock, freezes, alert, open_reviews }: SurfaceView): string[] {
  const freeze = freezes.find(({ active }) => active)
  return [
    ...(lock ? [paint.bad(`LOCKED: ${plain(lock.reason)} (pass it with --pass)`)] : []),
    ...(freeze ? [paint.bad(`FROZEN until ${freeze.until}: ${plain(freeze.reason)} (pass it with --pass)`)] : []),
    ...(alert ? [paint.bad(`HEALTH ALERT since ${alert.at}`)] : []),
    ...(open_reviews.length > 0 ? [paint.warn(`Open reviews of broken glass: ${open_reviews.length}`)] : []),
  ]
}

async function rollback({ client, who, isSample }: Known, id: string, { to, reason }: RollbackFlags): Promise<number> {
  const surface = await client.surface(id)
  for (const line of bannerOf(surface, `Rolling back as ${who}`, isSample, paint)) say(line)
  const { running, rollback: back } = surface
  // Where the gate offers none, naming its release would ask for one further back: it says no itself.
  const pinned = to ?? (back.enabled ? back.to?.id : undefined)
  const target = pinned === undefined ? 'the release before' : releaseText(pinned, back.to)
  say(`Rolling back ${plain(surface.name)}: from ${running.sha?.slice(0, 9) ?? 'what runs'} to ${plain(target)}`)
  const begun = await client.rollback(id, {
    ...(pinned === undefined ? {} : { to_release: pinned }),
    ...(reason === undefined ? {} : { reason }),
  })
  // Only of what is begun: what is refused puts nothing there, and neither does what goes back to itself.
  const { from_sha: left, to_sha } = begun
  if (left !== null && !sameCommit(left, to_sha))
    say(`${left.slice(0, 9)} goes into quarantine until somebody lifts that by name`)
  return finish(client, begun, isSample)
}

/** By the name that the host goes by; what else it is called beside it. */
const releaseText = (id: string, known: SurfaceView['rollback']['to']): string =>
  known?.id === id && known.label !== '' && known.label !== id ? `${id} (${known.label})` : id

async function list({ client }: Known): Promise<number> {
  const { items, faults } = await client.surfaces()
  for (const { id, environment, app, running, host } of items)
    say(
      `${id.padEnd(20)} ${environment.padEnd(12)} ${host.padEnd(17)} ${plain(app).padEnd(28)} ${running.sha?.slice(0, 9) ?? '-'}`,
    )
  if (items.length === 0) say('There are no surfaces here: define one in Settings → Surfaces, or in surfaces.json')
  sayFaults(faults)
  return exitCodes.success
}
