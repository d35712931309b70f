import { isDeepStrictEqual } from 'node:util'
import { perform } from '../../../shared/domain/action-rules.ts'
import { explain, type Moment, type Sent } from './explain.ts'
import type { Batch, Send, Story, Tick } from './plan.ts'
import { requestOf } from './request.ts'
import type { Setting } from './setting.ts'
import { after, emptyWorld, expectedOf, type Modelled, shownOf, type World, withRow } from './world.ts'

const base = '/api/v1/deployments/actions'
type Played = { answers: string[]; faults: string[] }

/**
 * Plays stories side by side, a wave of each at a time. What comes at once may be decided in any order: there has to be
 * one in which every reply is the one that the rules give.
 */
export async function play(setting: Setting, { stories, ticks }: Batch, name: string): Promise<Played> {
  const worlds = stories.map(() => emptyWorld)
  const played: Played = { answers: [], faults: [] }
  let held = false
  const setHold = async (to: boolean) => {
    held = to
    await setting.ask(0, 'commander', 'PUT', '/api/v1/workspace/hold', JSON.stringify({ held: to }))
  }
  await setHold(false)
  const before = await countOf(setting)
  for (const [i, tick] of ticks.entries()) {
    await Promise.all(
      stories.map(async (story, s) => {
        const moment = { people: setting.people, now: setting.now(), held }
        const wave = story.waves[i] ?? []
        const world = worlds[s] ?? emptyWorld
        const sent = await sendWave(setting, story, wave, world, `${name}-${s}`)
        played.answers.push(...sent.map(({ command, reply }) => `${command.ask} ${reply.status}`))
        const next = inSomeOrder(world, sent, moment)
        if (typeof next === 'string') played.faults.push(`story ${s}, wave ${i}: ${next}`)
        else worlds[s] = next
      }),
    )
    if (played.faults.length > 0) return played
    if (tick.hold !== undefined) await setHold(tick.hold)
    await pass(setting, tick, worlds, held)
  }
  const compared = await Promise.all(worlds.map((world, s) => compare(setting, world, `story ${s}`)))
  played.faults.push(...compared.flat())
  const made = worlds.reduce((sum, { rows }) => sum + rows.size, 0)
  const there = (await countOf(setting)) - before
  if (there !== made) played.faults.push(`there are ${there} new rows, and ${made} were answered with`)
  return played
}

async function sendWave(setting: Setting, story: Story, wave: readonly Send[], world: World, name: string) {
  const sent = await Promise.all(
    wave.map(async ({ command: index, process }): Promise<Sent[]> => {
      const command = story.commands[index]
      if (command === undefined) return []
      const { path, body } = requestOf(command, world)
      const once = { own: `${name}-${index}`, shared: `${name}-shared`, none: undefined }[command.key]
      const reply = await setting.ask(process, command.who, 'POST', path, body, once)
      return [{ command, key: once && `${command.who} ${once}`, reply }]
    }),
  )
  return sent.flat()
}

/** The world after all of them, in the first order that explains every reply. */
function inSomeOrder(world: World, sent: readonly Sent[], moment: Moment): World | string {
  if (sent.length === 0) return world
  const whys: string[] = []
  for (const [i, one] of sent.entries()) {
    const next = explain(world, one, moment)
    const rest = typeof next === 'string' ? next : inSomeOrder(next, sent.toSpliced(i, 1), moment)
    if (typeof rest !== 'string') return rest
    whys.push(
      typeof next === 'string'
        ? `${JSON.stringify(one.command)} → ${one.reply.status} ${one.reply.text}: ${next}`
        : rest,
    )
  }
  return whys.join('\n  or ')
}

/** Time passes; what is over expires, and what may runs, where somebody sweeps. */
async function pass(setting: Setting, { seconds, sweeps }: Tick, worlds: World[], held: boolean): Promise<void> {
  setting.pass(seconds)
  if (sweeps.length === 0) return
  await Promise.all(sweeps.map((process) => setting.sweep(process)))
  const now = new Date(setting.now()).toISOString()
  for (const [s, world] of worlds.entries())
    for (const row of world.rows.values()) {
      const { id } = row.action.proposal
      const expired = perform(row.action, { name: 'expire' }, nobody, now, held)
      if (expired) worlds[s] = withRow(worlds[s] ?? world, after(row, expired))
      else if (perform(row.action, { name: 'run', outcome: null }, nobody, now, held)) {
        // What running did is for the row to say; that it ran, once and now, is for the model.
        const { outcome, executed_by } = await read(setting, id)
        const ran = perform(row.action, { name: 'run', outcome }, { id: executed_by?.id ?? '', digest: '' }, now, held)
        if (ran) worlds[s] = withRow(worlds[s] ?? world, after(row, ran))
      }
    }
}
const nobody = { id: '', digest: '' }

const read = async (setting: Setting, id: string) =>
  JSON.parse((await setting.ask(0, 'viewer', 'GET', `${base}/${id}`)).text)

async function countOf(setting: Setting): Promise<number> {
  const { text } = await setting.ask(0, 'viewer', 'GET', `${base}/summary`)
  return Object.values<number>(JSON.parse(text).by_status).reduce((sum, count) => sum + count)
}

/** Of what came at once, no reply tells whether a comment came before or after the rest. */
const told = (entries: readonly string[]) => {
  const comments = entries.filter((name) => name === 'action.comment.added')
  return [...entries.filter((name) => name !== 'action.comment.added'), ...comments]
}

/** Every row is as the model has it, and has the entries of the model, each once, in order. */
async function compare(setting: Setting, world: World, name: string): Promise<string[]> {
  const faults = await Promise.all(
    [...world.rows.values()].map(async ({ action, entries }: Modelled) => {
      const row = await read(setting, action.proposal.id)
      const named = row.history
        .map((entry: { action: string }) => entry.action)
        .filter((each: string) => each.startsWith('action.'))
      const wrong: string[] = []
      if (!isDeepStrictEqual(shownOf(row), expectedOf(action, setting.now())))
        wrong.push(
          `${name}: the row is ${JSON.stringify(shownOf(row))}, the model ${JSON.stringify(expectedOf(action, setting.now()))}`,
        )
      if (!isDeepStrictEqual(told(named), told(entries)))
        wrong.push(`${name}: the entries are ${named}, the model’s ${entries}`)
      return wrong
    }),
  )
  return faults.flat()
}
