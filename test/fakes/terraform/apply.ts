import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { needsInit, statePath } from './init.ts'
import { type Change, readPlan } from './plan.ts'
import { after, type Existing, existingIn, readState, readWorld, takeLock, writeState, writeWorld } from './state.ts'
import { fail, home, operands, out, switches, tellTale } from './switches.ts'

/** Applies a saved plan, and nothing else: without one Terraform would ask. */
export async function apply(argv: readonly string[]): Promise<number> {
  const path = statePath()
  if (path === undefined) return needsInit()
  const [file] = operands(argv)
  if (file === undefined) return fail('The stand-in answers no questions: apply a saved plan')
  const release = takeLock(path, 'OperationTypeApply', argv)
  if (release === undefined) return 1
  try {
    const { lineage, serial, changes } = readPlan(file)
    const state = readState(path)
    if ((state?.lineage ?? '') !== lineage || (state?.serial ?? 0) !== serial)
      return fail(
        'Saved plan is stale',
        'The given plan file can no longer be applied because the state was changed by\nanother operation after the plan was created.',
      )
    tellTale()
    const known = existingIn(state)
    const broken = await make(changes, known)
    const next = after(state, known)
    if (next.serial !== state?.serial) writeState(path, next)
    if (broken !== undefined) return broken
    const count = (action: Change['action']) => changes.filter((each) => each.action === action).length
    out(
      `\nApply complete! Resources: ${count('create')} added, ${count('update')} changed, ${count('delete')} destroyed.`,
    )
    return 0
  } finally {
    release()
  }
}

/** The exit code, where it does not come to its end. What was made until then is in `known`. */
async function make(changes: readonly Change[], known: Existing): Promise<number | undefined> {
  const { fail: failing, fail_apply_after, hang_apply_after } = switches()
  if (failing === 'apply') return fail('creating instance: api error UnauthorizedOperation')
  for (const [n, change] of changes.entries()) {
    if (n === fail_apply_after) return fail(`creating ${change.address}: api error InsufficientInstanceCapacity`)
    if (n === hang_apply_after) return await hang(change)
    const world = readWorld()
    const doing = { create: 'Creating...', update: 'Modifying...', delete: 'Destroying...' }[change.action]
    out(`${change.address}: ${doing}`)
    if (change.action === 'delete') {
      known.delete(change.address)
      world.delete(change.address)
    } else {
      const id = world.get(change.address)?.id ?? randomUUID()
      known.set(change.address, { ...change.attributes, id })
      world.set(change.address, { ...change.attributes, id })
    }
    writeWorld(world)
  }
  return undefined
}

/** A provider that does not come to an end: a process of its own, as with Terraform. */
async function hang({ address }: Change): Promise<number> {
  // Like a provider it leaves Ctrl-C to Terraform.
  const idle = "process.on('SIGINT', () => {}); setInterval(() => {}, 1000); console.log('on')"
  const plugin = spawn(process.execPath, ['-e', idle], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(plugin.stdout, 'data')
  writeFileSync(join(home, 'pids.json'), JSON.stringify([process.pid, plugin.pid]))
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (switches().stubborn === true) return
        out(
          '\nInterrupt received.\nPlease wait for Terraform to exit or data loss may occur.\nGracefully shutting down...',
        )
        plugin.kill()
        resolve(fail('execution halted'))
      })
  })
  out(`${address}: Still creating... [10s elapsed]`)
  return await interrupted
}
