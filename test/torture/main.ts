// node test/torture/main.ts [--short] [--only NAME] [--seed N]: tries to make the store break its promises.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { shareCompiledCode } from './process.ts'
import { seeded } from './random.ts'
import { type Context, type Scenario, Skipped } from './scenario.ts'
import { approvals } from './scenarios/approvals.ts'
import { backup } from './scenarios/backup.ts'
import { cuts } from './scenarios/cuts.ts'
import { damage } from './scenarios/damage.ts'
import { deploys } from './scenarios/deploys.ts'
import { diskError } from './scenarios/disk-error.ts'
import { drillAnswers } from './scenarios/drill-answers.ts'
import { evidence } from './scenarios/evidence.ts'
import { fullDisk } from './scenarios/full-disk.ts'
import { injections } from './scenarios/injections.ts'
import { kill } from './scenarios/kill.ts'
import { model } from './scenarios/model.ts'
import { mutants } from './scenarios/mutants.ts'
import { order } from './scenarios/order.ts'
import { postgres } from './scenarios/postgres.ts'
import { probes } from './scenarios/probes.ts'
import { secrets } from './scenarios/secrets.ts'
import { tokens } from './scenarios/tokens.ts'
import { writers } from './scenarios/writers.ts'

const scenarios: readonly Scenario[] = [
  kill,
  approvals,
  drillAnswers,
  deploys,
  writers,
  postgres,
  fullDisk,
  diskError,
  order,
  damage,
  backup,
  model,
  cuts,
  secrets,
  probes,
  mutants,
  tokens,
  evidence,
  injections,
]

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean' }, only: { type: 'string' }, seed: { type: 'string' } },
})
// The short run plans the same every time, so that it fails for what was changed; the long one looks elsewhere each time.
const seed = Number(flags.seed ?? (flags.short ? 20261121 : Date.now() % 1_000_000_007))
const chosen = scenarios.filter(({ name }) => flags.only === undefined || name === flags.only)
if (chosen.length === 0) {
  print(`There is no scenario ${flags.only}; there are ${scenarios.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const tally = { passed: 0, failed: 0, skipped: 0 }
const root = mkdtempSync(join(tmpdir(), 'countersign-torture-'))
print(`seed ${seed} (--seed ${seed} plans the same again)`)
await shareCompiledCode(root)
for (const scenario of chosen) await runOne(scenario)
if (tally.failed === 0) rmSync(root, { recursive: true, force: true })
else print(`What was left is in ${root}`)
const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''
print(`${tally.passed} passed, ${tally.failed} failed${skipped}`)
process.exit(tally.failed > 0 ? 1 : 0)

async function runOne({ name, promise, run }: Scenario): Promise<void> {
  const folder = join(root, name)
  mkdirSync(folder)
  print(`${name}: ${promise}`)
  const since = performance.now()
  const took = () => `(${((performance.now() - since) / 1_000).toFixed(1)} s)`
  const context: Context = {
    short: flags.short === true,
    random: seeded(seed).fork(name),
    folder,
    say: (line) => print(`  ${line} ${took()}`),
  }
  try {
    print(`  passed: ${await run(context)} ${took()}`)
    tally.passed += 1
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    const skip = error instanceof Skipped
    tally[skip ? 'skipped' : 'failed'] += 1
    print(
      `  ${skip ? 'skipped' : 'FAILED'}: ${skip ? error.message : error instanceof Error ? error.stack : error} ${took()}`,
    )
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
