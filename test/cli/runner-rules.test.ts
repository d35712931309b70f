import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { judge } from '../../main/cli/runner/candidates.ts'
import { createClient, Refusal, type Row } from '../../main/cli/runner/client.ts'
import { startQueue } from '../http/action-kit.ts'

const minute = 60_000

describe('which of the approved actions a runner takes', () => {
  let known: Promise<Row> | undefined
  const rows = () => {
    known ??= approvedRow()
    return known
  }
  const approvedRow = async (): Promise<Row> => {
    const queue = await startQueue('sqlite')
    const { id } = await queue.propose({ type: 'kill_run' })
    const { proposal_digest } = await queue.row(id)
    for (const who of ['approver', 'second'] as const)
      await queue.did(id, 'approve', who, { confirmation: 'checkout', note: 'yes', proposal_digest })
    const { items } = (await (await queue.get('/api/v1/deployments/actions?status=approved', 'runner')).json()) as {
      items: Row[]
    }
    await queue.close()
    const [row] = items
    if (!row) throw new Error('nothing is approved')
    return row
  }
  const rules = { workspace: 'w', types: undefined, maxAgeSeconds: 600 }
  const person = { id: 'x', name: 'x' } as Row['claimed_by']

  test.each<[what: string, change: Partial<Row>, ageMs: number, expected: object]>([
    ['a fresh one', {}, 0, { kind: 'run' }],
    ['one as old as it may be', {}, 10 * minute, { kind: 'run' }],
    ['one that is too old', {}, 10 * minute + 1000, { kind: 'refuse', why: expect.stringContaining('601 s ago') }],
    ['a dry run', { mode: 'dry_run' }, 0, { kind: 'pass' }],
    ['one that somebody has', { claimed_by: person }, 0, { kind: 'pass' }],
    ['one that somebody had', { claimed_by: person, outcome_unknown: true }, 0, { kind: 'refuse' }],
    ['one that is not approved', { status: 'proposed' }, 0, { kind: 'pass' }],
    [
      'one that may not be claimed',
      { commands: [{ name: 'claim', enabled: false, reason: 'Because.' }] },
      0,
      { kind: 'refuse', why: 'Because.' },
    ],
    [
      'another target than was seen',
      { target_ref: 'checkout-agent@0000000' },
      0,
      { kind: 'refuse', why: expect.stringContaining('not those that were approved') },
    ],
    ['another payload than was seen', { payload: { all: true } }, 0, { kind: 'refuse' }],
    ['another digest', { proposal_digest: 'sha256:00' }, 0, { kind: 'refuse' }],
  ])('%s', async (_, change, ageMs, expected) => {
    const row = { ...(await rows()), ...change }
    expect(judge(row, rules, Date.parse(row.approved_at ?? '') + ageMs)).toEqual(expect.objectContaining(expected))
  })

  test('types it was not told to run, and another workspace’s', async () => {
    const row = await rows()
    const now = Date.parse(row.approved_at ?? '')
    expect(judge(row, { ...rules, types: ['throttle'] }, now)).toEqual({ kind: 'pass' })
    expect(judge(row, { ...rules, types: ['throttle', 'kill_run'] }, now)).toEqual({ kind: 'run' })
    expect(judge(row, { ...rules, workspace: 'other' }, now)).toMatchObject({ kind: 'refuse' })
    const blind = { ...row, approvals: row.approvals.map((each) => ({ ...each, proposal_digest: 'sha256:11' })) }
    expect(judge(blind, rules, now)).toMatchObject({ kind: 'refuse' })
  })
})

test('an answer that was lost, and a limit, are waited out under one key; a refusal is not', async () => {
  const keys: unknown[] = []
  const server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key'])
    if (keys.length === 1) return void response.destroy()
    if (keys.length === 2) return void response.writeHead(429, { 'retry-after': '1' }).end('{}')
    if (keys.length === 3) return void response.writeHead(503).end()
    if (keys.length === 4) return void response.writeHead(200).end('{"id":"a"}')
    response
      .writeHead(409)
      .end(JSON.stringify({ type: 'x', title: 'x', status: 409, code: 'already_claimed', detail: 'Late.' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const said: string[] = []
  const client = createClient(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async () => 'k',
    (line) => said.push(line),
  )
  const { signal } = new AbortController()
  expect(await client.claim('a', 30, 'once', signal)).toEqual({ id: 'a' })
  expect(keys).toEqual(['once', 'once', 'once', 'once'])
  expect(said).toEqual(['The server does not answer. Asking again.'])
  const refused = await client.claim('a', 30, 'twice', signal).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Refusal)
  expect(refused).toMatchObject({ status: 409, code: 'already_claimed', message: 'Late.' })
  await new Promise((resolve) => server.close(resolve))
})
