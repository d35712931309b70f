import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Call, Switches } from './switches.ts'

type Resources = Record<string, Record<string, Record<string, unknown>>>

/**
 * Puts the program into a folder, where everything that it knows is. `program` is what a surface names; `configuration`
 * is a `main.tf.json` for it.
 */
export function placeTerraform(dir: string) {
  mkdirSync(dir, { recursive: true })
  const program = join(dir, 'terraform')
  const stand_in = fileURLToPath(new URL('../terraform.ts', import.meta.url))
  // Through sh, so that whatever environment it is given, it is this Node that runs it and this folder that it uses.
  writeFileSync(
    program,
    `#!/bin/sh\nNODE_COMPILE_CACHE='${join(dir, 'cache')}' FAKE_TERRAFORM='${dir}' exec '${process.execPath}' '${stand_in}' "$@"\n`,
  )
  chmodSync(program, 0o755)
  const statePath = join(dir, 'state', 'terraform.tfstate')
  mkdirSync(join(dir, 'state'), { recursive: true })
  const json = (file: string): unknown => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined)
  return {
    program,
    statePath,
    lockPath: join(dir, 'state', '.terraform.tfstate.lock.info'),
    configuration: (resource: Resources): string =>
      JSON.stringify({ terraform: { backend: { local: { path: statePath } } }, resource }, null, 2),
    set: (switches: Switches) => writeFileSync(join(dir, 'switches.json'), JSON.stringify(switches)),
    calls: (): Call[] =>
      existsSync(join(dir, 'calls.jsonl'))
        ? readFileSync(join(dir, 'calls.jsonl'), 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as Call)
        : [],
    forgetCalls: () => rmSync(join(dir, 'calls.jsonl'), { force: true }),
    state: () => json(statePath) as { serial: number; lineage: string; resources: unknown[] } | undefined,
    /** What really exists, whether a state knows of it or not. */
    world: () => (json(join(dir, 'world.json')) ?? {}) as Record<string, Record<string, unknown>>,
    pids: () => (json(join(dir, 'pids.json')) ?? []) as number[],
  }
}
