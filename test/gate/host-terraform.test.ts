import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { HostRefused, RemoteMoved } from '../../main/gate/host.ts'
import { openTerraformHost } from '../../main/gate/hosts/terraform.ts'
import { canary, never, type TerraformKit, terraformKit } from './terraform-kit.ts'

const kits: TerraformKit[] = []
const open = (...options: Parameters<typeof terraformKit>): TerraformKit => {
  const kit = terraformKit(...options)
  kits.push(kit)
  return kit
}
afterEach(() => {
  for (const kit of kits.splice(0)) kit.close()
})

const small = { web: { bundle_id: 'small' } }
const large = { web: { bundle_id: 'large' } }
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('nothing runs before anything was applied', async () => {
  const kit = open()
  kit.machines(small)
  expect(await kit.host.running(never)).toEqual({ sha: null, release: null, since: null })
  expect(await kit.host.releases(10, never)).toEqual([])
})

test('shows the plan, and applies that very file', async () => {
  const kit = open()
  const sha = kit.machines(small)
  const planned = await kit.host.plan?.(sha, kit.say, never)
  expect(planned).toMatchObject({ changes: true, summary: expect.stringMatching(/^There are changes, from state 0/) })
  expect(kit.said.join('\n')).toContain('# aws_lightsail_instance.web will be created')
  expect(kit.said.join('\n')).not.toContain('Initializing')
  expect(kit.terraform.world()).toEqual({})
  await kit.host.deploy(kit.wanted(null, sha), kit.say, never)
  expect(kit.terraform.world()).toMatchObject({ 'aws_lightsail_instance.web': { bundle_id: 'small' } })
  // Planned once, and not again behind the back of whoever read it.
  expect(kit.commands().filter((command) => command === 'plan')).toHaveLength(1)
  const applied = kit.terraform.calls().find(({ argv }) => argv[0] === 'apply')
  expect(applied?.argv).toEqual(['apply', '-input=false', '-no-color', expect.stringMatching(/\.tfplan$/)])
  const planCall = kit.terraform.calls().find(({ argv }) => argv[0] === 'plan')
  expect(planCall?.argv.slice(0, 4)).toEqual(['plan', '-input=false', '-no-color', '-detailed-exitcode'])
  expect(await kit.host.running(never)).toMatchObject({ sha, since: '2026-04-29T14:33:00.000Z' })
})

test('says of a plan without changes that there are none, and runs no apply for it', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const second = kit.code.commit({
    'infra/main.tf.json': kit.terraform.configuration({ aws_lightsail_instance: small }),
    README: 'x',
  })
  kit.terraform.forgetCalls()
  expect(await kit.host.plan?.(second, kit.say, never)).toMatchObject({ changes: false })
  await kit.host.deploy(kit.wanted(first, second), kit.say, never)
  expect(kit.commands()).not.toContain('apply')
  expect(await kit.host.running(never)).toMatchObject({ sha: second })
})

test('refuses a commit of which no plan was shown', async () => {
  const kit = open()
  const sha = kit.machines(small)
  await expect(kit.host.deploy(kit.wanted(null, sha), kit.say, never)).rejects.toThrow(/No plan of .* has been shown/)
  expect(kit.terraform.calls()).toEqual([])
})

test('refuses a plan file that is not the one that was shown', async () => {
  const kit = open()
  const sha = kit.machines(small)
  await kit.host.plan?.(sha, kit.say, never)
  const file = join(kit.needs.dir, 'plans', `${sha}.tfplan`)
  writeFileSync(file, readFileSync(file, 'utf8').replace('small', 'huge!'))
  await expect(kit.host.deploy(kit.wanted(null, sha), kit.say, never)).rejects.toThrow(HostRefused)
  expect(kit.terraform.world()).toEqual({})
})

test('P4: the snapshot comes first: kept, recorded and waited for, and only then is anything applied', async () => {
  const order: string[] = []
  const kit = open({ snapshot: ['placeholder'] })
  const program = kit.script('snapshot', `echo "snapshot $COUNTERSIGN_SNAPSHOT" >> '${kit.folder}/order'`)
  if (kit.surface.host === 'terraform') kit.surface.settings.snapshot = [program]
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const second = kit.machines(large)
  kit.terraform.forgetCalls()
  const deployed = await kit.deploy(first, second, {
    snapshotTaken: async (name, serial) => {
      order.push(...kit.commands(), `recorded ${name} ${serial}`)
      expect(readFileSync(join(kit.folder, 'order'), 'utf8')).toContain(`snapshot ${name}`)
      expect(existsSync(join(kit.needs.dir, 'snapshots', `${name}.tfstate`))).toBe(true)
    },
  })
  const name = 'lightsail-20260429T143500Z-kristerpher'
  expect(order.at(-1)).toBe(`recorded ${name} 1`)
  expect(order).not.toContain('apply')
  expect(kit.commands()).toContain('apply')
  expect(deployed).toEqual({ release: '20260429T143500Z', snapshot: name, state_serial: 1 })
})

test('a snapshot that cannot be recorded stops it before anything is applied', async () => {
  const kit = open()
  const sha = kit.machines(small)
  const full = async () => {
    throw new Error('the ledger is full')
  }
  await expect(kit.deploy(null, sha, { snapshotTaken: full })).rejects.toThrow('the ledger is full')
  expect(kit.commands()).not.toContain('apply')
})

test('P4: a snapshot that fails stops it before anything is applied', async () => {
  const kit = open({ snapshot: ['placeholder'] })
  const program = kit.script('snapshot', 'echo "instance is busy" >&2; exit 3')
  if (kit.surface.host === 'terraform') kit.surface.settings.snapshot = [program]
  const sha = kit.machines(small)
  const recorded: string[] = []
  const failing = kit.deploy(null, sha, { snapshotTaken: async (name) => void recorded.push(name) })
  await expect(failing).rejects.toThrow(
    /snapshot lightsail-.* failed \(exit code 3\): instance is busy. Nothing was applied/,
  )
  expect(recorded).toEqual([])
  expect(kit.commands()).not.toContain('apply')
  expect(readdirSync(join(kit.needs.dir, 'snapshots'))).toEqual([])
})

test('a state that moved since the plan is not applied to', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const second = kit.machines(large)
  await kit.host.plan?.(second, kit.say, never)
  const state = JSON.parse(readFileSync(kit.terraform.statePath, 'utf8'))
  writeFileSync(kit.terraform.statePath, JSON.stringify({ ...state, serial: state.serial + 1 }))
  kit.terraform.forgetCalls()
  const late = kit.host.deploy(kit.wanted(first, second), kit.say, never)
  await expect(late).rejects.toThrow(RemoteMoved)
  await expect(late).rejects.toThrow(/The state is 2 now, and was 1 when the plan was made/)
  expect(kit.commands()).toEqual(['state pull'])
})

test('a state that moves between the snapshot and the apply is found by Terraform itself', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const second = kit.machines(large)
  const moveIt = async () => {
    const state = JSON.parse(readFileSync(kit.terraform.statePath, 'utf8'))
    writeFileSync(kit.terraform.statePath, JSON.stringify({ ...state, serial: 9 }))
  }
  await expect(kit.deploy(first, second, { snapshotTaken: moveIt })).rejects.toThrow(RemoteMoved)
  expect(kit.terraform.world()).toMatchObject({ 'aws_lightsail_instance.web': { bundle_id: 'small' } })
  // What was never applied is no release.
  expect((await kit.host.releases(9, never)).map(({ id }) => id)).toEqual(['state-9', '20260429T143400Z'])
})

test('another commit than the previewed one runs: nothing is applied', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const second = kit.machines(large)
  await expect(kit.deploy(second, second)).rejects.toThrow(RemoteMoved)
  expect(kit.terraform.world()).toMatchObject({ 'aws_lightsail_instance.web': { bundle_id: 'small' } })
})

test('a locked state is told as who holds it, and how it is freed', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const lock = { ID: 'f1c3-77', Who: 'bob@laptop', Operation: 'OperationTypeApply', Created: '2026-04-29 14:00:00 UTC' }
  writeFileSync(kit.terraform.lockPath, JSON.stringify(lock))
  const second = kit.machines(large)
  const sentence =
    'The state is locked by bob@laptop since 2026-04-29 14:00:00 UTC, so terraform plan did nothing. If nobody works on it any more, free it: terraform force-unlock f1c3-77'
  await expect(kit.host.plan?.(second, kit.say, never)).rejects.toThrow(sentence)
})

test('an apply that fails midway says so, is vouched for by nobody, and can be rolled back', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const before = kit.terraform.world()
  const second = kit.machines({ ...large, tickets: { bundle_id: 'nano' }, vault: { bundle_id: 'nano' } })
  kit.terraform.set({ fail_apply_after: 2 })
  await expect(kit.deploy(first, second)).rejects.toThrow(
    /terraform apply failed \(exit code 1\): creating aws_lightsail_instance.vault: .*InsufficientInstanceCapacity\. It was applied in part: the state is 2 now/,
  )
  expect(Object.keys(kit.terraform.world())).toHaveLength(2)
  expect(await kit.host.running(never)).toMatchObject({ sha: null })
  const [part, whole] = await kit.host.releases(9, never)
  expect(part).toMatchObject({ sha: null, label: expect.stringContaining('applied in part') })
  expect(whole).toMatchObject({
    sha: first,
    label: expect.stringContaining('snapshot lightsail-20260429T143500Z-kristerpher'),
  })
  kit.terraform.set({})
  await kit.rollback(whole?.id ?? '')
  expect(kit.terraform.world()).toEqual(before)
  expect(await kit.host.running(never)).toMatchObject({ sha: first })
  await expect(kit.rollback(part?.id ?? '')).rejects.toThrow(/never applied to its end/)
})

test('an apply that fails before it changes anything leaves what ran as what runs', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  kit.terraform.set({ fail: 'apply' })
  await expect(kit.deploy(first, kit.machines(large))).rejects.toThrow(
    /UnauthorizedOperation\. The state has not moved\./,
  )
  expect(await kit.host.running(never)).toMatchObject({ sha: first })
})

test('P4: a rollback restores exactly what was: what was made goes, what was changed is turned back', async () => {
  const kit = open()
  const first = kit.machines({ web: { bundle_id: 'small' }, tickets: { bundle_id: 'nano' } })
  await kit.deploy(null, first)
  const before = kit.terraform.world()
  const resources = kit.terraform.state()?.resources
  const second = kit.machines({
    web: { bundle_id: 'large' },
    tickets: { bundle_id: 'nano' },
    vault: { bundle_id: 'nano' },
  })
  await kit.deploy(first, second)
  expect(kit.terraform.world()).not.toEqual(before)
  kit.terraform.forgetCalls()
  kit.said.length = 0
  const recorded: string[] = []
  const back = await kit.rollback('lightsail-20260429T143500Z-kristerpher', {
    snapshotTaken: async (name, serial) => void recorded.push(`${name} ${serial} before ${kit.commands().join()}`),
  })
  expect(kit.terraform.world()).toEqual(before)
  expect(kit.terraform.state()?.resources).toEqual(resources)
  expect(kit.said.at(-1)).toBe('Every resource is as 20260429T143400Z left it.')
  // Nothing was built anew or pushed: the commit's tree was there, and the present state is the one that is applied to.
  expect(kit.commands()).toEqual(['state pull', 'plan', 'state pull', 'apply', 'state pull'])
  expect(recorded).toEqual(['lightsail-20260429T143600Z-ada 2 before state pull,plan,state pull'])
  expect(back).toMatchObject({
    release: '20260429T143600Z',
    snapshot: 'lightsail-20260429T143600Z-ada',
    state_serial: 2,
  })
  expect(await kit.host.running(never)).toMatchObject({ sha: first, release: '20260429T143600Z' })
})

test('what was destroyed comes back with another identity, and that is said', async () => {
  const kit = open()
  const first = kit.machines({ ...small, tickets: { bundle_id: 'nano' } })
  await kit.deploy(null, first)
  await kit.deploy(first, kit.machines(small))
  await kit.rollback('20260429T143400Z')
  expect(Object.keys(kit.terraform.world()).sort()).toEqual([
    'aws_lightsail_instance.tickets',
    'aws_lightsail_instance.web',
  ])
  expect(kit.said.at(-1)).toMatch(/but for: aws_lightsail_instance.tickets. What was made anew/)
})

test('a rollback waits for the lock of the deploy that was stopped for it', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  await kit.deploy(first, kit.machines(large))
  writeFileSync(kit.terraform.lockPath, '{}')
  const say = (line: string) => {
    if (line.startsWith('Acquiring state lock')) rmSync(kit.terraform.lockPath)
  }
  const [, before] = await kit.host.releases(9, never)
  if (before === undefined) throw new Error('there is no release before it')
  await kit.host.rollback(before, { deploy_id: 'd-back', operator: 'ada' }, say, never)
  expect(await kit.host.running(never)).toMatchObject({ sha: first })
})

test('what can be gone back to is known though the state cannot be read', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  kit.terraform.set({ fail: 'pull' })
  expect(await kit.host.releases(9, never)).toMatchObject([{ sha: first }])
  await expect(kit.host.running(never)).rejects.toThrow(/Failed to load state: connection refused/)
})

test('a state that was lost is pushed again before it is applied to, so nothing is built a second time', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const before = kit.terraform.world()
  rmSync(kit.terraform.statePath)
  await kit.rollback('20260429T143400Z')
  expect(kit.terraform.world()).toEqual(before)
  const push = kit.terraform.calls().find(({ argv }) => argv[1] === 'push')
  expect(push?.argv).not.toContain('-force')
})

test('a state of another lineage is never written over', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const state = JSON.parse(readFileSync(kit.terraform.statePath, 'utf8'))
  writeFileSync(kit.terraform.statePath, JSON.stringify({ ...state, lineage: 'another' }))
  kit.terraform.forgetCalls()
  await expect(kit.rollback('20260429T143400Z')).rejects.toThrow(/its lineage is another/)
  expect(kit.commands()).toEqual(['state pull'])
})

test('somebody who applies past this console is noticed, and their snapshot is no way back', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const state = JSON.parse(readFileSync(kit.terraform.statePath, 'utf8'))
  writeFileSync(kit.terraform.statePath, JSON.stringify({ ...state, serial: 7 }))
  expect(await kit.host.running(never)).toEqual({ sha: null, release: 'state-7', since: null })
  expect(await kit.host.releases(9, never)).toMatchObject([
    { id: 'state-7', sha: null, label: 'state 7, applied past this console' },
    { id: '20260429T143400Z', sha: first },
  ])
  const second = kit.machines(large)
  await kit.deploy(null, second)
  // Nobody is led back to what cannot be applied again.
  expect((await kit.host.releases(9, never)).map(({ sha }) => sha)).toEqual([second, first])
  await expect(kit.rollback('lightsail-20260429T143500Z-kristerpher')).rejects.toThrow(/applied past this console/)
  await expect(kit.rollback('lightsail-nothing')).rejects.toThrow(/no release and no snapshot/)
})

test.each([
  { name: 'that listens ends in order and frees its lock', stubborn: false },
  { name: 'that does not is ended, with all that it started', stubborn: true },
])('an apply that is aborted, $name', { timeout: 120_000 }, async ({ stubborn }) => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const second = kit.machines({ ...large, vault: { bundle_id: 'nano' } })
  await kit.host.plan?.(second, kit.say, never)
  kit.terraform.set({ hang_apply_after: 1, stubborn })
  const stop = new AbortController()
  const until = (line: string) => {
    if (line.includes('Still creating')) stop.abort(new Error('stopped'))
  }
  const host = openTerraformHost(kit.needs, stubborn ? 50 : undefined)
  await expect(host.deploy(kit.wanted(first, second), until, stop.signal)).rejects.toThrow('stopped')
  const pids = kit.terraform.pids()
  expect(pids).toHaveLength(2)
  // What was ended may be listed until its new parent has noticed.
  await vi.waitFor(() => expect(pids.filter(alive)).toEqual([]), 20_000)
  expect(existsSync(kit.terraform.lockPath)).toBe(stubborn)
  // Nobody saw it end: it is not said that the one before still runs.
  expect(await kit.host.running(never)).toMatchObject({ sha: null, release: '20260429T143400Z-2' })
  expect(await kit.host.releases(9, never)).toMatchObject([
    { label: 'begun, and not seen to end, by kristerpher' },
    { sha: first },
  ])
})

test('an abort before the apply applies nothing', async () => {
  const kit = open()
  const sha = kit.machines(small)
  await kit.host.plan?.(sha, kit.say, never)
  const stop = new AbortController()
  const snapshotTaken = async () => stop.abort(new Error('stopped'))
  await expect(kit.host.deploy(kit.wanted(null, sha, { snapshotTaken }), kit.say, stop.signal)).rejects.toThrow(
    'stopped',
  )
  expect(kit.commands()).not.toContain('apply')
  expect(await kit.host.releases(9, never)).toEqual([])
})

test('secrets are in the environment of the program, and in nothing that is said, listed or readable by others', async () => {
  process.env.COUNTERSIGN_TEST_STRAY = 'a key of this process'
  const kit = open({ secrets: { AWS_SECRET_ACCESS_KEY: canary } })
  kit.terraform.set({ tell: 'AWS_SECRET_ACCESS_KEY' })
  const first = kit.machines(small)
  await kit.deploy(null, first)
  kit.terraform.set({ tell: 'AWS_SECRET_ACCESS_KEY', fail: 'apply' })
  const error = await kit.deploy(first, kit.machines(large)).catch((reason: unknown) => String(reason))
  await kit.rollback('20260429T143400Z')
  const calls = kit.terraform.calls()
  for (const { argv, env } of calls) {
    expect(argv.join(' ')).not.toContain(canary)
    expect(env).toMatchObject({ AWS_SECRET_ACCESS_KEY: canary, TF_IN_AUTOMATION: '1', TF_INPUT: '0' })
    expect(env.COUNTERSIGN_TEST_STRAY).toBeUndefined()
  }
  expect(kit.said.filter((line) => line.startsWith('provider:'))).not.toEqual([])
  const told = [kit.said, error, await kit.host.releases(9, never), await kit.host.check(never)]
  expect(JSON.stringify(told)).not.toContain(canary)
  const kept = ['plans', 'snapshots'].flatMap((name) => [join(kit.needs.dir, name)])
  for (const folder of kept) {
    expect(statSync(folder).mode & 0o077).toBe(0)
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
  }
  delete process.env.COUNTERSIGN_TEST_STRAY
})

test('a secret that is not set stops a deploy, and not a rollback', async () => {
  const secrets: Record<string, string> = { AWS_SECRET_ACCESS_KEY: canary }
  const kit = open({ secrets })
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const second = kit.machines(large)
  await kit.deploy(first, second)
  delete secrets.AWS_SECRET_ACCESS_KEY
  await expect(kit.deploy(second, first)).rejects.toThrow('The secret AWS_SECRET_ACCESS_KEY of Lightsail is not set.')
  await kit.rollback('20260429T143400Z')
  expect(kit.said).toContain('The secret AWS_SECRET_ACCESS_KEY is not set; going on without it.')
})

test.each([
  ['no backend', '{"resource": {}}'],
  ['a local backend with a path of its own folder', '{"terraform": {"backend": {"local": {"path": "x.tfstate"}}}}'],
])('refuses a state that would be another one for every commit: %s', async (_, configuration) => {
  const kit = open()
  const sha = kit.code.commit({ 'infra/main.tf.json': configuration })
  await expect(kit.host.plan?.(sha, kit.say, never)).rejects.toThrow(/keeps its state in its own folder/)
})

test('refuses a folder that is not in the commit, or leads out of it', async () => {
  const kit = open({ directory: '../..' })
  const sha = kit.code.commit({ README: 'x' })
  await expect(kit.host.plan?.(sha, kit.say, never)).rejects.toThrow(/leads out of the repository/)
  const other = open({ directory: 'absent' })
  const theirs = other.code.commit({ README: 'x' })
  await expect(other.host.plan?.(theirs, other.say, never)).rejects.toThrow('The commit has no folder absent.')
})

test('says what somebody without this console would type', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  const second = kit.machines(large)
  await kit.deploy(first, second)
  const [running, before] = await kit.host.releases(9, never)
  const program = kit.terraform.program
  const command = `git checkout ${first} && ${program} -chdir=infra init && ${program} -chdir=infra apply`
  expect(kit.host.rollbackCommand(null)).toBe(command)
  expect(kit.host.rollbackCommand(before ?? null)).toBe(command)
  expect(kit.host.rollbackCommand(running ?? null)).toContain(second)
})

test('looks into everything that it needs, one line each', async () => {
  const kit = open({ secrets: { AWS_SECRET_ACCESS_KEY: canary } })
  kit.machines(small)
  expect(await kit.host.check(never)).toMatchObject([
    { name: 'terraform', ok: true, detail: 'Terraform v1.14.3' },
    { name: 'secrets', ok: true, detail: 'AWS_SECRET_ACCESS_KEY set' },
    { name: 'repository', ok: true },
    { name: 'state', ok: true, detail: 'state 0, 0 resources' },
  ])
  kit.terraform.set({ fail: 'pull' })
  expect((await kit.host.check(never)).at(-1)).toMatchObject({
    ok: false,
    detail: expect.stringContaining('connection refused'),
  })
})

test('a record that cannot be read is not begun anew in silence', async () => {
  const kit = open()
  const first = kit.machines(small)
  await kit.deploy(null, first)
  writeFileSync(join(kit.needs.dir, 'releases.json'), '{"version": 1, "rel')
  await expect(kit.host.running(never)).rejects.toThrow(/releases.json, cannot be read: mend it, or move it away/)
})

test('keeps the trees that were used last, and no draft of a process that was killed', async () => {
  const kit = open()
  const trees = join(kit.needs.dir, 'trees')
  const shas = []
  for (let n = 0; n < 8; n++) {
    kit.tick()
    shas.push(kit.machines({ web: { n } }))
    await kit.host.plan?.(shas[n] ?? '', kit.say, never)
    if (n === 0) for (const name of ['a.old', 'b.young']) mkdirSync(join(trees, name))
    if (n === 0) utimesSync(join(trees, 'a.old'), 1, 1)
  }
  expect(readdirSync(trees).sort()).toEqual(['b.young', ...shas.slice(-6)].sort())
})
