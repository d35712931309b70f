import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandName } from '../../shared/domain/action-commands.ts'
import { engines } from '../support/engines.ts'
import { type Command, type Person, type Queue, type Row, rightly, startQueue } from './action-kit.ts'
import { breaking, type Scene, scenes } from './action-scenes.ts'

const asked: readonly [CommandName, Command, body: Record<string, unknown>][] = [
  ['approve', 'approve', rightly('approve')],
  ['break_glass', 'approve', breaking],
  ['reject', 'reject', rightly('reject')],
  ['repoint', 'repoint', rightly('repoint')],
  ['claim', 'claim', rightly('claim')],
  ['mark_executed', 'mark-executed', rightly('mark-executed')],
  ['close_review', 'close-review', rightly('close-review')],
  ['comment', 'comments', rightly('comments')],
]
const askers: readonly Person[] = [
  'viewer',
  'operator',
  'approver',
  'deputy',
  'commander',
  'runner',
  'machine',
  'admin',
]

/** What is offered is computed alike on both engines: on the slower one a few are enough. */
const some: readonly Person[] = ['approver', 'commander', 'machine']

/** Breaking glass takes two permissions, of which the door looks at another first. */
const kind = (reason = ''): string => reason.replace(/ actions\.(approve|break_glass),/, '')

/** What is offered to somebody is what is accepted of them, and what is not is refused with a reason. */
async function misoffered(q: Queue, make: (q: Queue) => Promise<Row>, who: Person): Promise<string[]> {
  const { id } = await make(q)
  const { commands, status } = await q.row(id, who)
  expect(commands.map(({ name }) => name)).toEqual(asked.map(([name]) => name))
  const tried = await Promise.all(
    asked.map(async ([name, command, body]) => {
      const offer = commands.find((each) => each.name === name)
      const target = offer?.enabled ? (await make(q)).id : id
      const response = await q.give(target, command, who, body)
      const said = (await response.json()) as { detail?: string }
      const same = offer?.enabled ? response.ok : kind(said.detail) === kind(offer?.reason) && !response.ok
      return same
        ? []
        : [`${who}, ${name}: offered ${JSON.stringify(offer)}, answered ${response.status} ${said.detail}`]
    }),
  )
  const after = await q.row(id)
  const wrong = commands.every(({ enabled }) => !enabled) && after.status !== status
  return [...tried.flat(), ...(wrong ? [`${who}: a refused command changed it to ${after.status}`] : [])]
}

describe.each(engines)('what is offered on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())

  test.each(Object.keys(scenes) as Scene[])('of a row that is %s is what is accepted, whoever asks', async (name) => {
    const wrong: string[] = []
    // One after the other: making some of the scenes moves the clock.
    for (const who of engine === 'sqlite' ? askers : some) wrong.push(...(await misoffered(q, scenes[name], who)))
    expect(wrong).toEqual([])
  })

  test.each<[Scene, Person, CommandName[]]>([
    ['proposed, tier 2', 'viewer', []],
    ['proposed, tier 2', 'runner', []],
    ['proposed, tier 2', 'operator', ['reject', 'repoint', 'comment']],
    ['proposed, tier 2', 'approver', ['approve', 'reject', 'repoint', 'comment']],
    ['proposed, tier 3', 'approver', ['approve', 'reject', 'repoint', 'comment']],
    ['proposed, tier 3', 'commander', ['approve', 'break_glass', 'reject', 'repoint', 'comment']],
    ['approved once of twice', 'approver', ['reject', 'repoint', 'comment']],
    ['approved', 'runner', ['claim', 'mark_executed']],
    ['approved', 'commander', ['reject', 'repoint', 'claim', 'mark_executed', 'comment']],
    ['a dry run, approved', 'commander', ['reject', 'repoint', 'comment']],
    ['claimed', 'runner', ['mark_executed']],
    ['claimed', 'machine', []],
    ['claimed', 'commander', ['comment']],
    ['claimed, and the lease is over', 'machine', ['mark_executed']],
    ['claimed, and the lease is over', 'commander', ['reject', 'repoint', 'mark_executed', 'comment']],
    ['executed after breaking glass', 'commander', ['comment']],
    ['executed after breaking glass', 'approver', ['close_review', 'comment']],
    ['expired', 'admin', ['comment']],
  ])('of a row that is %s, to %s: %j', async (scene, who, names) => {
    const { commands } = await q.row((await scenes[scene](q)).id, who)
    expect(commands.flatMap(({ name, enabled }) => (enabled ? [name] : []))).toEqual(names)
    for (const { enabled, reason } of commands) expect(reason === undefined).toBe(enabled)
  })
})
