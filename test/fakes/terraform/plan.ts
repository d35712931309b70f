import { readFileSync, writeFileSync } from 'node:fs'
import { type Attributes, isConfigured, needsInit, statePath, wanted } from './init.ts'
import { existingIn, locked, readState, readWorld } from './state.ts'
import { fail, operands, option, out, switches, tellTale } from './switches.ts'

export type Change = { address: string; action: 'create' | 'update' | 'delete'; attributes: Attributes }
/** A plan is bound to the state that it was made from. */
export type Plan = { lineage: string; serial: number; state_path: string; changes: Change[] }

export function plan(argv: readonly string[]): number {
  if (!isConfigured()) return fail('No configuration files', 'Plan requires configuration to be present.')
  const path = statePath()
  if (path === undefined) return needsInit()
  return locked(path, 'OperationTypePlan', argv, () => {
    tellTale()
    if (switches().fail === 'plan')
      return fail('Invalid provider configuration', 'The provider rejected its credentials.')
    const state = readState(path)
    const made: Plan = {
      lineage: state?.lineage ?? '',
      serial: state?.serial ?? 0,
      state_path: path,
      changes: changesTo(new Map([...existingIn(state).keys()].flatMap((address) => inWorld(address)))),
    }
    out(readable(made))
    const file = option(argv, 'out')
    if (file !== undefined) {
      writeFileSync(file, JSON.stringify(made))
      if (made.changes.length > 0) out(`\nSaved the plan to: ${file}`)
    }
    return argv.includes('-detailed-exitcode') && made.changes.length > 0 ? 2 : 0
  })
}

/** What the state knows of is looked at as it really is. What it does not know of, Terraform does not see. */
const inWorld = (address: string): [string, Attributes][] => {
  const real = readWorld().get(address)
  return real === undefined ? [] : [[address, real]]
}

function changesTo(existing: ReadonlyMap<string, Attributes>): Change[] {
  const asked = wanted()
  const gone = [...existing].flatMap(([address, attributes]): Change[] =>
    asked.has(address) ? [] : [{ address, action: 'delete', attributes }],
  )
  const others = [...asked].flatMap(([address, attributes]): Change[] => {
    const real = existing.get(address)
    if (real === undefined) return [{ address, action: 'create', attributes }]
    const { id: _, ...settled } = real
    return JSON.stringify(settled) === JSON.stringify(attributes) ? [] : [{ address, action: 'update', attributes }]
  })
  return [...gone, ...others]
}

const words = { create: 'created', update: 'updated in-place', delete: 'destroyed' } as const
const signs = { create: '+', update: '~', delete: '-' } as const

function readable({ changes }: Plan): string {
  if (changes.length === 0) return 'No changes. Your infrastructure matches the configuration.'
  const count = (wantedAction: Change['action']) => changes.filter(({ action }) => action === wantedAction).length
  const blocks = changes.map(({ address, action, attributes }) => {
    const [type = '', name = ''] = address.split('.')
    const lines = Object.entries(attributes).map(
      ([key, value]) => `      ${signs[action]} ${key} = ${JSON.stringify(value)}`,
    )
    return `  # ${address} will be ${words[action]}\n  ${signs[action]} resource "${type}" "${name}" {\n${lines.join('\n')}\n    }\n`
  })
  return `Terraform used the selected providers to generate the following execution\nplan.\n\nTerraform will perform the following actions:\n\n${blocks.join('\n')}\nPlan: ${count('create')} to add, ${count('update')} to change, ${count('delete')} to destroy.`
}

export const readPlan = (file: string): Plan => JSON.parse(readFileSync(file, 'utf8')) as Plan

export function show(argv: readonly string[]): number {
  const [file] = operands(argv)
  if (file === undefined) return fail('The stand-in shows saved plans only')
  const shown = readPlan(file)
  out(
    argv.includes('-json')
      ? JSON.stringify({ format_version: '1.2', resource_changes: shown.changes })
      : readable(shown),
  )
  return 0
}
