import { describe, expect, test } from 'vitest'
import { until } from '../http/until.ts'
import { engines } from '../support/engines.ts'
import { output, run, slow, startRunner } from './program.ts'
import { handlerOf, startFleet } from './runner-kit.ts'

const obedient = `note(action.id); console.log(JSON.stringify({ did: action.target_ref }))`

describe.each(engines)('runners on %s', (engine) => {
  test('two of them never take the same action', { timeout: 150_000 }, async () => {
    // Where the database allows it, each has a server process of its own.
    const fleet = await startFleet(engine, engine === 'postgresql' ? 2 : 1)
    const ids: string[] = []
    for (let i = 0; i < 20; i++) ids.push((await fleet.approved({ target_ref: `agent-${i}` })).id)
    const handler = handlerOf(obedient)
    const runners = [fleet.urls[0], fleet.urls.at(-1)].map((url) =>
      run(['runner', ...handler.args, '--url', url ?? '', '--once', '--concurrency', '2', ...handler.rest], fleet.env),
    )
    for (const { code, stderr } of await Promise.all(runners)) expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(handler.notes().toSorted()).toEqual(ids.toSorted())
    for (const [i, id] of ids.entries())
      expect(await fleet.row(id)).toMatchObject({
        status: 'executed',
        outcome: { ok: true, exit_code: 0, result: { did: `agent-${i}` } },
      })
    expect(await output(['audit', 'verify', ...fleet.flags])).toMatch(/^w: ok/)
  })

  test('an action whose runner died shows as unknown, and no runner takes it', slow, async () => {
    const fleet = await startFleet(engine)
    const { id } = await fleet.approved()
    const hanging = handlerOf('note(process.pid); setTimeout(() => {}, 60_000)')
    const flags = ['--url', fleet.urls[0] ?? '', '--lease', '5']
    const runner = await startRunner([...hanging.args, ...flags, ...hanging.rest], fleet.env)
    const [pid] = await until(hanging.notes, (notes) => notes.length === 1)
    runner.signal('SIGKILL')
    // Nobody told the handler: it would hang on for ever.
    process.kill(Number(pid), 'SIGKILL')
    await runner.ended
    expect(await fleet.row(id)).toMatchObject({ status: 'approved', claimed_by: { name: 'for runner' } })
    await until(
      () => fleet.row(id),
      (row) => row.outcome_unknown,
    )
    const handler = handlerOf(obedient)
    const { code, stderr } = await run(['runner', ...handler.args, ...flags, '--once', ...handler.rest], fleet.env)
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`${id} throttle`) })
    expect(stderr).toContain('a runner took it and did not come back')
    expect(handler.notes()).toEqual([])
    expect(await fleet.row(id)).toMatchObject({ status: 'approved', outcome_unknown: true })
  })
})

test(
  'what is approved while it waits is run at once, and what runs when it is told to end comes to its end',
  slow,
  async () => {
    const fleet = await startFleet('sqlite')
    const handler = handlerOf(`note('began'); await new Promise((go) => setTimeout(go, 500)); note('ended')`)
    const runner = await startRunner([...handler.args, '--url', fleet.urls[0] ?? '', ...handler.rest], fleet.env)
    const { id } = await fleet.approved()
    await until(handler.notes, (notes) => notes.includes('began'))
    const later = await fleet.approved()
    expect(await runner.stop()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(`${id} throttle .*: executed in`),
    })
    expect(handler.notes()).toEqual(['began', 'ended'])
    expect(await fleet.row(id)).toMatchObject({ status: 'executed', outcome: { ok: true } })
    expect(await fleet.row(later.id)).toMatchObject({ status: 'approved', claimed_by: null })
  },
)

test('one after the other, each handler ends as it does', { timeout: 150_000 }, async () => {
  const fleet = await startFleet('sqlite')
  const once = async (source: string, ...flags: string[]) => {
    const handler = handlerOf(source)
    const args = ['runner', ...handler.args, '--url', fleet.urls[0] ?? '', '--once', ...flags, ...handler.rest]
    return { ...(await run(args, fleet.env)), notes: handler.notes() }
  }

  // It is given the action and what is in the environment, but not the key.
  const whole = await fleet.approved({ payload: { rate: 0.5, text: 'naïve 🔑' } })
  const seen = await once(`
    const { COUNTERSIGN_API_KEY, COUNTERSIGN_ACTION_ID, COUNTERSIGN_ACTION_TYPE, COUNTERSIGN_ACTION_TARGET } = process.env
    note({ action, COUNTERSIGN_API_KEY, COUNTERSIGN_ACTION_ID, COUNTERSIGN_ACTION_TYPE, COUNTERSIGN_ACTION_TARGET })`)
  expect(seen).toMatchObject({ code: 0, stderr: '' })
  expect(seen.notes).toMatchObject([
    {
      action: { id: whole.id, payload: { rate: 0.5, text: 'naïve 🔑' }, claimed_by: { name: 'for runner' } },
      COUNTERSIGN_ACTION_ID: whole.id,
      COUNTERSIGN_ACTION_TYPE: 'throttle',
      COUNTERSIGN_ACTION_TARGET: 'checkout-agent@4f2c9e1',
    },
  ])
  expect(JSON.stringify(seen.notes)).not.toContain('COUNTERSIGN_API_KEY')
  expect(await fleet.row(whole.id)).toMatchObject({
    outcome: { ok: true, exit_code: 0, duration_ms: expect.any(Number) },
  })

  // That it failed is an outcome like any other, and is said.
  const failing = await fleet.approved()
  expect(await once(`console.log('no such agent'); process.exitCode = 3`)).toMatchObject({
    code: 1,
    stdout: expect.not.stringContaining('executed in'),
    stderr: expect.stringContaining(`${failing.id} throttle checkout-agent@4f2c9e1: the handler failed (exit code 3)`),
  })
  expect(await fleet.row(failing.id)).toMatchObject({
    status: 'executed',
    outcome: { ok: false, exit_code: 3, output: 'no such agent' },
  })

  // More than can be kept is cut; what cannot be kept is left out; that it ran is on record.
  const talkative = await fleet.approved()
  await once(`console.log('x'.repeat(200000))`)
  expect(await fleet.row(talkative.id)).toMatchObject({
    outcome: { ok: true, output: 'x'.repeat(40 * 1024), output_cut: true },
  })
  const deep = await fleet.approved()
  await once(`console.log('['.repeat(200) + ']'.repeat(200))`)
  const { outcome } = await fleet.row(deep.id)
  expect(outcome).toMatchObject({ ok: true, exit_code: 0, output_refused: expect.any(String) })

  // Killed, by whomever: nobody knows, so nothing is said.
  const killed = await fleet.approved()
  expect(await once(`process.kill(process.pid, 'SIGKILL')`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`${killed.id} throttle checkout-agent@4f2c9e1: the handler was killed (SIGKILL)`),
  })
  expect(await fleet.row(killed.id)).toMatchObject({
    status: 'approved',
    outcome: null,
    claimed_by: { name: 'for runner' },
  })

  // Its lease over: asked to stop, then killed, before anybody else can think that it is.
  const stubborn = await fleet.approved()
  const late = await once(`process.on('SIGTERM', () => note('asked')); setTimeout(() => {}, 60_000)`, '--lease', '5')
  expect(late).toMatchObject({
    code: 1,
    notes: ['asked'],
    stderr: expect.stringContaining('the handler was killed (SIGKILL)'),
  })
  expect(await fleet.row(stubborn.id)).toMatchObject({ status: 'approved', outcome: null })
  await until(
    () => fleet.row(stubborn.id),
    (row) => row.outcome_unknown,
  )

  // A dry run is approved and never executed.
  const dry = await fleet.approved({ mode: 'dry_run' })
  const other = await fleet.approved({ type: 'disable_flag' })
  const none = await once(obedient, '--types', 'throttle,kill_run')
  expect(none.notes).toEqual([])
  expect(none.stderr).not.toContain(dry.id)
  expect(await fleet.row(dry.id)).toMatchObject({ status: 'approved', claimed_by: null })
  expect(await fleet.row(other.id)).toMatchObject({ status: 'approved', claimed_by: null })

  // What was approved too long ago is not run, and that is said.
  await until(Date.now, (now) => now > Date.parse(other.approved_at ?? '') + 2_500)
  const old = await once(obedient, '--max-age', '1')
  expect(old.notes).toEqual([])
  expect(old).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(`${other.id} .*approved \\d+ s ago.* older than 1 s`),
  })
  expect(await fleet.row(other.id)).toMatchObject({ status: 'approved', claimed_by: null })
  expect((await once(obedient)).notes).toEqual([other.id])

  const powerless = await run(['runner', '--exec', 'node', '--url', fleet.urls[0] ?? ''], {
    COUNTERSIGN_API_KEY: fleet.keyOf('operator'),
  })
  expect(powerless).toMatchObject({ code: 1, stderr: expect.stringContaining('may not execute actions') })
  const stranger = await run(['runner', '--exec', 'node', '--url', fleet.urls[0] ?? ''])
  expect(stranger).toMatchObject({ code: 1, stderr: expect.stringContaining('Send `Authorization: Bearer`') })
})

test.each<[what: string, args: string[], why: string]>([
  ['no handler', [], "required option '--exec <program>'"],
  ['a handler that is not there', ['--exec', './nowhere'], 'the handler ./nowhere cannot be run'],
  ['a handler that is no program', ['--exec', './package.json'], 'the handler ./package.json cannot be run'],
  [
    'plain http to another machine',
    ['--exec', 'node', '--url', 'http://example.com'],
    'plain http is allowed to this machine only',
  ],
  ['no address', ['--exec', 'node', '--url', 'nowhere'], '--url takes the address of a server'],
  ['an unknown type', ['--exec', 'node', '--types', 'burn'], 'there is no type burn'],
  ['a lease that is too short', ['--exec', 'node', '--lease', '1'], 'a whole number from 5 to 3600'],
  ['a key file that is not there', ['--exec', 'node', '--key-file', '/nowhere'], 'there is no key file /nowhere'],
])('%s is said in a sentence', slow, async (_, args, why) => {
  const { code, stderr } = await run(['runner', ...args])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(why) })
})
