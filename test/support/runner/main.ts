// npm test: everything a contributor and a machine run before a change goes in.
//   --only checks|unit|e2e|desktop|keyring|torture[,…]   a part of it
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '../postgres.ts'
import { canInstall, install } from './debian.ts'
import { line, printOutcome, printSummary } from './print.ts'
import { howToGet, missingFor } from './requirements.ts'
import { none, tallyLine } from './results.ts'
import { endRunningSteps, type Outcome, runStep } from './run-step.ts'
import { runAll } from './schedule.ts'
import { type Part, parts, type Step, steps } from './steps.ts'

/** Ends the run before any step, in the same form as after them all. */
function giveUp(reason: string): never {
  line(reason)
  line(tallyLine({ ...none, failed: 1 }))
  process.exit(1)
}

function chosenParts(): readonly Part[] {
  const { only } = parseArgs({ options: { only: { type: 'string' } } }).values
  if (only === undefined) return parts
  const named = only.split(',')
  const chosen = parts.filter((part) => named.includes(part))
  if (chosen.length === named.length) return chosen
  return giveUp(`--only takes ${parts.join(', ')}, or several of them with commas between; not "${only}".`)
}

function provide(chosen: readonly Part[]): void {
  const missing = missingFor(chosen)
  if (missing.every(({ optional }) => optional)) return
  if (!canInstall()) giveUp(howToGet(missing.filter(({ optional }) => !optional)))
  const packages = missing.flatMap(({ apt }) => apt)
  line(`Installing ${packages.join(', ')} …`)
  const reason = install(packages)
  const still = missingFor(chosen).filter(({ optional }) => !optional)
  if (still.length > 0) giveUp(`${reason ?? ''}\n${howToGet(still)}`)
}

const started = performance.now()
const chosen = chosenParts()

let interruptedBy: NodeJS.Signals | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruptedBy ??= signal
    endRunningSteps()
  })
}

provide(chosen)
// Whatever needs the build gets it, also when the checks are left out.
const isChosen = (step: Step) => chosen.includes(step.part) && (!step.only || step.only === process.platform)
const needed = steps.filter(
  (step) => isChosen(step) || steps.some((other) => isChosen(other) && other.after === step.name),
)
const needsPostgres = (['unit', 'e2e', 'torture'] as const).some((part) => chosen.includes(part))

const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'))
const temporary = join(folder, 'tmp')
mkdirSync(temporary)
// PostgreSQL runs as another user than root, and has to get through to a folder of its own in here.
for (const path of [folder, temporary]) chmodSync(path, 0o711)
const postgres = needsPostgres ? await startPostgres().catch((error: Error) => giveUp(error.message)) : undefined
const { FORCE_COLOR: _, ...inherited } = process.env
const env = {
  ...inherited,
  // The user's own keyring is none of the tests' business; the keyring step has one of its own.
  DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  NO_COLOR: '1',
  // What a killed test leaves in the temporary folder goes with the run.
  TMPDIR: temporary,
  TEMP: temporary,
  TMP: temporary,
  ...(postgres ? { COUNTERSIGN_TEST_POSTGRES: postgres.url, COUNTERSIGN_TEST_POSTGRES_ADMIN: postgres.adminUrl } : {}),
}

const notRun = (step: Step, remark: string): Outcome => {
  const outcome = {
    step,
    tally: { ...none, failed: 1 },
    seconds: 0,
    output: '',
    remarks: [`not run, because ${remark}`],
  }
  printOutcome(outcome)
  return outcome
}

const run = async (step: Step): Promise<Outcome> => {
  if (interruptedBy) return notRun(step, `the run was interrupted by ${interruptedBy}`)
  const outcome = await runStep(step, folder, env)
  printOutcome(outcome)
  return outcome
}

const outcomes = await runAll(needed, run, (step) => notRun(step, `"${step.after}" failed`)).finally(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})
const { failed } = printSummary(outcomes, (performance.now() - started) / 1000)
process.exit(failed > 0 ? 1 : 0)
