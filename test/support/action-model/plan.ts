import fc from 'fast-check'
import type { ActionType, Mode } from '../../../shared/domain/action-policy.ts'
import type { Person } from './setting.ts'

type Ask =
  | { ask: 'propose'; type: ActionType; mode: Mode; ttl_seconds: number }
  | { ask: 'approve' | 'break_glass'; confirmation: string; note: string; digest: 'right' | 'wrong' | 'none' }
  | { ask: 'reject' | 'close_review' | 'comment'; note: string }
  | { ask: 'claim'; lease_seconds: number }
  | { ask: 'mark_executed'; outcome: number }
  | { ask: 'repoint' | 'malformed' }

/** Somebody asks something. `own`: under a key of its own; `shared`: under one that other commands of theirs have too. */
export type Command = Ask & { who: Person; key: 'own' | 'shared' | 'none' }
/** A command arrives. What is sent again under its key comes as another of these, at once or later, wherever it likes. */
export type Send = { command: number; process: number }
/** All that people try to do to one action: the first command proposes it, alone in the first wave. */
export type Story = { commands: readonly Command[]; waves: readonly (readonly Send[])[] }
/** What time, the sweepers and the holder of the workspace do between two waves. */
export type Tick = { seconds: number; sweeps: readonly number[]; hold: boolean | undefined }
export type Batch = { stories: readonly Story[]; ticks: readonly Tick[] }

const waves = 6
const approvers = ['approver', 'second', 'commander', 'deputy'] as const
const runners = ['runner', 'machine', 'commander'] as const
const anybody = ['operator', ...approvers, 'runner', 'viewer'] as const

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constant('own' as const) },
  { weight: 1, arbitrary: fc.constant('shared' as const) },
  { weight: 2, arbitrary: fc.constant('none' as const) },
)
const note = fc.oneof({ weight: 8, arbitrary: fc.constant('because') }, fc.constantFrom('', ' '))
const vote = {
  confirmation: fc.oneof({ weight: 8, arbitrary: fc.constant('checkout') }, fc.constant('Checkout')),
  note,
  digest: fc.constantFrom('right' as const, 'right' as const, 'right' as const, 'none' as const, 'wrong' as const),
}
const by = (...people: Person[]) => fc.constantFrom(...people)

const proposal: fc.Arbitrary<Command> = fc.record({
  ask: fc.constant('propose' as const),
  type: fc.constantFrom(
    'alert',
    'tag_trace',
    'create_incident',
    'throttle',
    'throttle',
    'kill_run',
    'kill_run',
    'kill_run',
  ),
  mode: fc.constantFrom('supervised', 'supervised', 'supervised', 'autonomous', 'dry_run'),
  ttl_seconds: fc.constantFrom(30, 60, 86_400, 86_400, 86_400),
  who: by('operator', 'operator', 'approver', 'commander'),
  key,
})

/** More often right than wrong, or nothing would ever happen. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ ask: fc.constant('approve' as const), ...vote, who: by(...approvers), key }) },
  {
    weight: 6,
    arbitrary: fc.record({
      ask: fc.constant('break_glass' as const),
      ...vote,
      who: by('commander', 'commander', 'deputy', 'approver'),
      key,
    }),
  },
  { weight: 2, arbitrary: fc.record({ ask: fc.constant('reject' as const), note, who: by(...anybody), key }) },
  { weight: 1, arbitrary: fc.record({ ask: fc.constant('repoint' as const), who: by(...anybody), key }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ask: fc.constant('claim' as const),
      lease_seconds: fc.constantFrom(5, 30),
      who: by(...runners),
      key,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ ask: fc.constant('mark_executed' as const), outcome: fc.nat(3), who: by(...runners), key }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      ask: fc.constant('close_review' as const),
      note: fc.constant('fine'),
      who: by(...approvers),
      key,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ ask: fc.constant('comment' as const), note: fc.constant('why?'), who: by(...anybody), key }),
  },
  { weight: 1, arbitrary: fc.record({ ask: fc.constant('malformed' as const), who: by(...anybody), key }) },
  { weight: 1, arbitrary: fc.record({ ask: fc.constant('approve' as const), ...vote, who: by(...anybody), key }) },
)

const process = fc.nat(1)
const opening = fc.record({ command: fc.constant(0), process })
/** The proposal itself comes again now and then. */
const send = (last: number): fc.Arbitrary<Send> =>
  fc.record({
    command: fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 9, arbitrary: fc.integer({ min: 1, max: last }) },
    ),
    process,
  })

const story: fc.Arbitrary<Story> = fc
  .tuple(proposal, fc.array(command, { minLength: 2, maxLength: 8 }))
  .chain(([first, rest]) =>
    fc
      .tuple(
        fc.array(opening, { minLength: 1, maxLength: 3 }),
        fc.array(fc.array(send(rest.length), { minLength: 1, maxLength: 3 }), {
          minLength: waves - 1,
          maxLength: waves - 1,
        }),
      )
      .map(([opening, others]) => ({ commands: [first, ...rest], waves: [opening, ...others] })),
  )

const tick: fc.Arbitrary<Tick> = fc.record({
  // Leases of 5 and 30 s, times of 30 and 60 s, and keys of a day end before, at and after some of these.
  seconds: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 29.999, 0.001, 30, 86_400),
  sweeps: fc.constantFrom([], [], [0], [0, 1], [1, 0, 1]),
  hold: fc.constantFrom(undefined, undefined, undefined, undefined, true, false),
})

/** Small values and short lists are no likelier to go wrong here: without fast-check's bias for them more happens. */
export const batchOf = (stories: number): fc.Arbitrary<Batch> =>
  fc.noBias(
    fc.record({
      stories: fc.array(story, { minLength: stories, maxLength: stories }),
      ticks: fc.array(tick, { minLength: waves, maxLength: waves }),
    }),
  )
