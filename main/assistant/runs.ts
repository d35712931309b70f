import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import { newId } from '../store/new-id.ts'
import { createRun, type OwnRun, type Run, type RunOwner } from './run.ts'

/** How long a reply that is over can still be read by whoever was away. */
const readableForMs = 10 * 60_000
/** How many of one person's that are over stay: more than anybody may ask for in that time. */
const mostKept = 200

/** A key, and what is asked under it. */
export type RunKey = { key: string; request: string }

export type Runs = {
  /** The run that was asked for under this key, or a new one. `begin` resolves as soon as the run can be read. */
  open(
    owner: RunOwner,
    asked: RunKey & { session_id: string | null },
    begin: (run: OwnRun) => Promise<Result<{ done: Promise<void> }>>,
  ): Promise<Result<Run>>
  find(owner: RunOwner, id: string): Run | undefined
  /** The run that writes into a chat of this person just now; of anybody's, where no owner is given. */
  activeRunOf(whose: Pick<RunOwner, 'workspace'> & Partial<RunOwner>, session_id: string): string | null
  /** Something that nobody waits for but the end of the program. */
  beside(work: Promise<unknown>): void
  /** When what is under way has ended. */
  settled(): Promise<void>
}

type Kept = {
  run: OwnRun
  asked: RunKey
  opened: Promise<Result<Run>>
  /** Whether it has begun: before, nobody knows whether the chat that it names is its person's. */
  isOpen: boolean
  done: Promise<void>
  endedAt: number | undefined
}

const ofStore = new WeakMap<object, Runs>()

/** The replies that this process writes. They live in its memory: what must outlive it is kept in the chat. */
export function runsOf({ store, stopping, clock, log, limits, onClose }: RunServices): Runs {
  const known = ofStore.get(store)
  if (known) return known
  const runs = createRuns(stopping, clock, log, limits.repliesAtOnce)
  ofStore.set(store, runs)
  onClose(runs.settled)
  return runs
}
type RunServices = Pick<Services, 'store' | 'stopping' | 'clock' | 'log' | 'limits' | 'onClose'>

function createRuns(stopping: AbortSignal, clock: () => number, log: Services['log'], mostAtOnce: number): Runs {
  const works = new Set<Promise<unknown>>()
  const kept = new Map<string, Kept>()
  const forget = () => {
    for (const [id, { endedAt }] of kept)
      if (endedAt !== undefined && clock() - endedAt >= readableForMs) kept.delete(id)
  }
  const ofOwner = ({ workspace, owner }: RunOwner) =>
    [...kept.values()].filter(({ run }) => run.workspace === workspace && run.owner === owner)

  return {
    async open(owner, { key, request, session_id }, begin) {
      forget()
      const theirs = ofOwner(owner)
      const same = theirs.find(({ asked }) => asked.key === key)
      if (same) return same.asked.request === request ? same.opened : usedForSomethingElse
      const going = theirs.filter(({ endedAt }) => endedAt === undefined)
      if (going.length >= mostAtOnce) return tooMany(mostAtOnce)
      const over = theirs.filter(({ endedAt }) => endedAt !== undefined)
      for (const { run } of over.slice(0, Math.max(0, over.length + 1 - mostKept))) kept.delete(run.id)

      const run = createRun({ ...owner, id: newId(clock()), session_id }, stopping)
      const begun = begin(run)
      const opened = begun.then((result) => {
        if (!result.ok) kept.delete(run.id)
        entry.isOpen = result.ok
        return result.ok ? ok<Run>(run) : result
      })
      const entry: Kept = {
        run,
        asked: { key, request },
        opened,
        isOpen: false,
        done: Promise.resolve(),
        endedAt: undefined,
      }
      kept.set(run.id, entry)
      // Also where it throws: nothing may count as going on for ever.
      entry.done = begun
        .then(async (result) => {
          if (result.ok) await result.value.done
        })
        .catch((error: unknown) => {
          log.error({ err: error, run: run.id }, 'a reply ended by an error')
          kept.delete(run.id)
        })
        .finally(() => {
          run.end()
          entry.endedAt = clock()
          setTimeout(forget, readableForMs + 1_000).unref()
        })
      return opened
    },
    find(owner, id) {
      forget()
      const run = kept.get(id)?.run
      return run?.workspace === owner.workspace && run.owner === owner.owner ? run : undefined
    },
    activeRunOf({ workspace, owner }, session_id) {
      const going = [...kept.values()].filter(
        ({ run, isOpen, endedAt }) =>
          isOpen &&
          endedAt === undefined &&
          run.workspace === workspace &&
          (owner === undefined || run.owner === owner) &&
          run.session_id === session_id,
      )
      return going.at(-1)?.run.id ?? null
    },
    beside(work) {
      const done = work
        .catch((error: unknown) => log.warn({ err: error }, 'something beside a reply failed'))
        .finally(() => works.delete(done))
      works.add(done)
    },
    async settled() {
      await Promise.all([...kept.values()].map(({ done }) => done))
      await Promise.all(works)
    },
  }
}

const usedForSomethingElse = refuse(
  'idempotency_mismatch',
  'This Idempotency-Key came with another request before. Use a new one.',
)
const tooMany = (limit: number) =>
  refuse('rate_limited', `${limit} replies are being written for you already. Wait for one, or break one off.`, {
    limit,
    remaining: 0,
    retry_after: 2,
  })
