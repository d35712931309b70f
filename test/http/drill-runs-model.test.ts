import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Who } from '../../shared/domain/action.ts'
import {
  type DrillRun,
  decideOnRun,
  evolveRun,
  isWithinLimit,
  type RunCommand,
  recoverySeconds,
} from '../../shared/domain/drill-run.ts'
import { engines } from '../support/engines.ts'
import { asJson, type Queue, startQueue } from './action-kit.ts'
import { drillDesk } from './drill-desk.ts'
import { type RunDesk, runDesk } from './run-kit.ts'

/** The same every time, so that it fails for what was changed. */
const seed = Number(process.env.MODEL_SEED ?? 20261121)
const steps = ['one', 'two', 'three']
const schedules = ['alpha', 'beta']
const who: Who = { id: 'anybody', digest: 'd' }

type Step =
  | { does: 'begin'; schedule: string }
  | { does: 'pass'; seconds: number }
  | { does: 'command'; schedule: string; command: RunCommand; person: 'commander' | 'admin' | 'viewer' }

const anyCommand: fc.Arbitrary<RunCommand> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      name: fc.constantFrom('tick' as const, 'tick' as const, 'untick' as const),
      step: fc.nat(3),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ name: 'recover' as const }) },
  { weight: 3, arbitrary: fc.constant({ name: 'finish' as const, notes: 'Done' }) },
  { weight: 1, arbitrary: fc.constant({ name: 'abandon' as const, notes: 'Enough' }) },
)
const anySchedule = fc.constantFrom(...schedules)
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('begin' as const), schedule: anySchedule }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('pass' as const), seconds: fc.nat(200) }) },
  {
    weight: 14,
    arbitrary: fc.record({
      does: fc.constant('command' as const),
      schedule: anySchedule,
      command: anyCommand,
      person: fc.constantFrom('commander' as const, 'commander' as const, 'admin' as const, 'viewer' as const),
    }),
  },
)

/** What the rules alone make of the same commands. */
function openModel() {
  const runs = new Map<string, DrillRun>()
  const latest = new Map<string, string>()
  return {
    runs,
    latest: (schedule: string) => runs.get(latest.get(schedule) ?? ''),
    begun(schedule: string, run_id: string, now: string) {
      latest.set(schedule, run_id)
      runs.set(run_id, {
        run_id,
        schedule_id: schedule,
        route_id: null,
        target: { environment: 'staging', surface: 'x' },
        began_at: now,
        began_by: who,
        recovery_limit_seconds: 60,
        steps: steps.map((text) => ({ text, ticked: null })),
        progress: { state: 'running', recovered_at: null },
      })
    },
    keep: (run: DrillRun) => runs.set(run.run_id, run),
  }
}

/** What a run comes to, without who and which: the model has no people. */
const gist = (run: DrillRun) => ({
  state: run.progress.state,
  recovered_at: run.progress.recovered_at,
  recovery_seconds: recoverySeconds(run),
  within_limit: isWithinLimit(run),
  ticked: run.steps.map(({ ticked }) => ticked?.at ?? null),
})

const bodyOf = (command: RunCommand): [path: string, body: object] => {
  switch (command.name) {
    case 'tick':
    case 'untick':
      return ['tick', { step: command.step, ticked: command.name === 'tick' }]
    case 'recover':
      return ['recover', {}]
    case 'finish':
    case 'abandon':
      return [command.name, { notes: command.notes }]
    default:
      return command satisfies never
  }
}

test.each(engines)(
  'whatever is asked of drill runs in whatever order, on %s, they are as the rules have it',
  async (engine) => {
    const queue = await startQueue(engine)
    const desk = runDesk(queue)
    for (const id of schedules)
      await asJson(await drillDesk(queue).put(id, { runbook_steps: steps, recovery_limit_seconds: 60 }), 200)
    const model = openModel()
    const outcomes = new Map<string, number>()
    const [history = []] = fc.sample(fc.array(anyStep, { minLength: 400, maxLength: 400, size: 'max' }), {
      seed,
      numRuns: 1,
    })
    for (const step of history) {
      const outcome = await play(step, { queue, desk, model })
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    const there = (await desk.list('?limit=200')).items
    expect(there.map(({ run_id }) => run_id).toSorted()).toEqual([...model.runs.keys()].toSorted())
    for (const run of there) {
      const { state, recovered_at, recovery_seconds, within_limit } = run
      const ticked = run.steps.map(({ ticked_at }) => ticked_at)
      const expected = model.runs.get(run.run_id)
      expect({ state, recovered_at, recovery_seconds, within_limit, ticked }).toEqual(expected && gist(expected))
    }
    // It went everywhere that it was to go.
    for (const name of [
      'begin 201',
      'begin 409',
      'tick 200',
      'tick 409',
      'recover 200',
      'recover 409',
      'finish 200',
      'finish 409',
      'abandon 200',
      'tick 403',
    ])
      expect(outcomes.get(name) ?? 0, name).toBeGreaterThan(0)
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  },
)

type Setting = { queue: Queue; desk: RunDesk; model: ReturnType<typeof openModel> }

async function play(step: Step, { queue, desk, model }: Setting): Promise<string> {
  const now = queue.time.text()
  if (step.does === 'pass') {
    queue.time.pass(step.seconds)
    return 'pass'
  }
  const before = model.latest(step.schedule)
  if (step.does === 'begin') {
    const response = await desk.begin({ schedule_id: step.schedule })
    const isFree = before?.progress.state !== 'running'
    expect(response.status).toBe(isFree ? 201 : 409)
    if (isFree) model.begun(step.schedule, (await asJson<{ run_id: string }>(response, 201)).run_id, now)
    return `begin ${response.status}`
  }
  if (before === undefined) return 'nothing yet'
  const { command, person } = step
  const response = await desk.ask(before.run_id, ...bodyOf(command), person)
  const decision = decideOnRun(before, command, { who, now })
  expect(response.status, JSON.stringify(step)).toBe(person === 'viewer' ? 403 : decision.ok ? 200 : 409)
  if (person !== 'viewer' && decision.ok) model.keep(evolveRun(before, decision.value))
  return `${command.name} ${response.status}`
}
