import type { Services } from '../services.ts'
import { type Leased, readLeased, restoredLease } from '../store/deploy-leases.ts'
import { within } from '../store/within.ts'
import { noteHolder } from './holders.ts'
import { keepHeld } from './run/advance-held.ts'
import { carry } from './run/carry.ts'
import { Halt } from './run/halt.ts'
import { openRun, type Pace, type Run, usualPace } from './run/open-run.ts'
import { settleLost } from './run/settle-lost.ts'

/** A burst of commits is looked at once. */
const gatherMs = 20
/** A lease runs out without a commit, and not every database tells of somebody who asks for a stop. */
const lookEveryMs = 1_000
/** What could not be brought to its end is not tried again at once. */
const restMs = 2_000

export type Gate = {
  /** When nothing goes on here and nothing waits to. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/**
 * Carries out what was begun in this process, each deploy once, and sees to those whose process is gone: what the forge
 * runs is followed on; what such a process did itself is settled as unknown, and never done again.
 */
export function startGate(services: Services, pace: Pace = usualPace): Gate {
  const { store, gate, clock, log, stopping } = services
  const unnote = noteHolder(gate)
  const running = new Map<string, { run: Run | undefined; over: Promise<void> }>()
  /** Begun here at any time: what of it is not over and does not run was lost, whatever its lease says. And when to look again. */
  const begun = new Map<string, number>()
  let isHalted = false
  let looking: Promise<void> | undefined
  let again = false

  const look = (): Promise<void> => {
    again = true
    looking ??= lookAround().finally(() => {
      looking = undefined
    })
    return looking
  }

  async function lookAround(): Promise<void> {
    while (again && !isHalted) {
      again = false
      try {
        const rows = await readLeased(store.read, gate.id, new Date(clock()).toISOString())
        haltOthers(rows)
        for (const row of rows) seeTo(row)
      } catch (error) {
        log.warn({ err: error }, 'the deploys under way could not be looked at; it is tried again')
      }
    }
  }

  /** What goes on here and is not ours any more: another process has settled it, or has it now. */
  function haltOthers(rows: readonly Leased[]): void {
    const ours = new Set(rows.map(keyOf))
    for (const [key, { run }] of running)
      if (!ours.has(key)) run?.halt({ kind: 'lost', why: 'another process has it, or it is over' })
  }

  function seeTo(row: Leased): void {
    const key = keyOf(row)
    if (isHalted || (begun.get(key) ?? 0) > performance.now()) return
    const here = running.get(key)
    if (here) {
      if (row.stop) here.run?.halt({ kind: 'stopped', by: row.stop })
      return
    }
    const isNew = row.lease === gate.id && !begun.has(key) && row.deploy.stage.state === 'triggered'
    begun.set(key, 0)
    const mayGoOn = isNew || (row.deploy.path === 'ci' && row.lease !== restoredLease)
    const run = mayGoOn ? openRun(services, row.workspace, row.deploy, pace) : undefined
    const work = () => (run ? carryHere(run, row, !isNew) : settleLost(services, row, pace.lease_ms))
    const over = within(row.workspace, work)
      .catch((error: unknown) => onError(error, row))
      .finally(() => {
        running.delete(key)
        begun.set(key, performance.now() + restMs)
        void look()
      })
    running.set(key, { run, over })
  }

  async function carryHere(run: Run, row: Leased, adopted: boolean): Promise<void> {
    try {
      if (row.stop) run.halt({ kind: 'stopped', by: row.stop })
      if (await keepHeld(run)) await carry(run, adopted)
    } finally {
      await run.close()
    }
  }

  function onError(error: unknown, { deploy: { deploy_id } }: Leased): void {
    if (error instanceof Halt) log.info({ deploy_id, why: error.message }, 'a deploy does not go on in this process')
    else log.error({ err: error, deploy_id }, 'what became of a deploy could not be written down; it is tried again')
  }

  let gathering: NodeJS.Timeout | undefined
  const unwatch = store.watch(() => {
    if (isHalted) return
    gathering ??= setTimeout(() => {
      gathering = undefined
      void look()
    }, gatherMs)
  })
  const timer = setInterval(() => void look(), lookEveryMs)
  const halt = () => {
    isHalted = true
    unwatch()
    clearInterval(timer)
    clearTimeout(gathering)
    for (const { run } of running.values()) run?.leave()
  }
  stopping.addEventListener('abort', halt, { once: true })
  void look()

  return {
    async idle() {
      do {
        await look()
        await Promise.all([...running.values()].map(({ over }) => over))
      } while (running.size > 0)
    },
    async stop() {
      halt()
      const limit = setTimeout(() => {
        for (const { run } of running.values()) run?.halt({ kind: 'closing' })
      }, pace.grace_ms)
      await looking
      await Promise.all([...running.values()].map(({ over }) => over))
      clearTimeout(limit)
      unnote()
    },
  }
}

const keyOf = ({ workspace, deploy }: Leased): string => `${workspace} ${deploy.deploy_id}`
