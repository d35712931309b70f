import { whyNotPermitted } from './drill-guards.ts'
import { type DrillRun, runCommands, whyNot } from './drill-run.ts'
import type { Permission } from './permission.ts'

export type RunOffer = { name: (typeof runCommands)[number]; enabled: boolean; reason?: string }

/** For every command: can it be given now, by somebody with these permissions, and if not, why not. */
export const allowedOnRun = (run: DrillRun, permissions: ReadonlySet<Permission>): RunOffer[] =>
  runCommands.map((name) => {
    const reason = whyNotPermitted('drills.run', permissions)?.detail ?? whyNot(run, { name })
    return reason === undefined ? { name, enabled: true } : { name, enabled: false, reason }
  })
