import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Engine } from '../../main/store/schema.ts'
import type { Action } from '../../shared/contract/actions.ts'
import type { Role } from '../../shared/domain/permission.ts'
import { freshStoreFlags } from './place.ts'
import { freshDir, makeKey, serve } from './program.ts'

type Row = z.output<typeof Action>
const base = '/api/v1/deployments/actions'

/** A real server with nobody's patience to try, and the keys of whom a runner has to do with. */
export async function startFleet(engine: Engine, servers = 1) {
  const { flags } = await freshStoreFlags(engine)
  const config = join(freshDir(), 'config.json')
  writeFileSync(config, JSON.stringify({ limits: { transitions_per_minute: 100_000 } }))
  const keys = new Map<Role, string>()
  for (const role of ['operator', 'approver', 'runner'] as const) keys.set(role, await makeKey(flags, role))
  const started = [await serve([...flags, '--config', config])]
  while (started.length < servers) started.push(await serve([...flags, '--config', config]))
  const urls = started.map(({ url }) => url)
  const ask = async (path: string, role: Role, body?: unknown): Promise<Row> => {
    const response = await fetch(`${urls[0]}${base}${path}`, {
      headers: { authorization: `Bearer ${keys.get(role)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Row
  }
  return {
    flags,
    urls,
    env: { COUNTERSIGN_API_KEY: keys.get('runner') ?? '' },
    keyOf: (role: Role) => keys.get(role) ?? '',
    row: (id: string) => ask(`/${id}`, 'operator'),
    async approved(wanted: Record<string, unknown> = {}): Promise<Row> {
      const asked = { type: 'throttle', target_ref: 'checkout-agent@4f2c9e1', reason: 'It drifts', ...wanted }
      const { id } = await ask('', 'operator', asked)
      return ask(`/${id}/approve`, 'approver', {})
    },
  }
}

/** A handler of the test's own, which can write down what it sees. */
export function handlerOf(source: string) {
  const dir = freshDir()
  const [script, notes] = [join(dir, 'handler.mjs'), join(dir, 'notes')]
  writeFileSync(
    script,
    `import { appendFileSync } from 'node:fs'
     let text = ''
     for await (const chunk of process.stdin) text += chunk
     const action = JSON.parse(text)
     const note = (value) => appendFileSync(${JSON.stringify(notes)}, JSON.stringify(value) + '\\n')
     ${source}`,
  )
  return {
    args: ['--exec', process.execPath],
    rest: ['--', script],
    notes: (): unknown[] =>
      existsSync(notes)
        ? readFileSync(notes, 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as unknown)
        : [],
  }
}
