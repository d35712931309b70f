// npm run bench [-- --only NAME] [--quick]: measures and tells; judging is the reader's. Fails only where it could not measure.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { measureAppend } from './append.ts'
import { measureApproval } from './approval.ts'
import { measurePostgresApprovals } from './approvals-postgres.ts'
import { measureAssistantStream } from './assistant-stream.ts'
import { measureAuthenticated } from './authenticated.ts'
import { measureBulkAcknowledgement } from './bulk-acknowledgement.ts'
import { measureBundle } from './bundle-size.ts'
import { measureDag } from './dag.ts'
import { measureDeployPreview } from './deploy-preview.ts'
import { measureDeployRollback } from './deploy-rollback.ts'
import { measureEvents } from './events.ts'
import { measureExport } from './export.ts'
import { machineFacts } from './facts.ts'
import { measureFanOut } from './fan-out.ts'
import { measureFirstPaint } from './first-paint.ts'
import { measureForwarding } from './forwarding.ts'
import { measureGroupCommit } from './group-commit.ts'
import { measureList } from './list.ts'
import type { Measurement } from './measure.ts'
import { measureOtlpIngest } from './otlp-ingest.ts'
import { measureQueue } from './queue.ts'
import { formatReport, type Outcome } from './report.ts'
import { measureScroll } from './scroll.ts'
import { measureTileQueries } from './tile-queries.ts'
import { measureVerify } from './verify.ts'
import { measureVerifyEvidence } from './verify-evidence.ts'

const measurements: Readonly<Record<string, Measurement>> = {
  append: measureAppend,
  group: measureGroupCommit,
  approval: measureApproval,
  verify: measureVerify,
  export: measureExport,
  'verify-evidence': measureVerifyEvidence,
  list: measureList,
  queue: measureQueue,
  'approvals-postgres': measurePostgresApprovals,
  'bulk-acknowledgement': measureBulkAcknowledgement,
  'deploy-preview': measureDeployPreview,
  'deploy-rollback': measureDeployRollback,
  'otlp-ingest': measureOtlpIngest,
  events: measureEvents,
  'fan-out': measureFanOut,
  authenticated: measureAuthenticated,
  forwarding: measureForwarding,
  'tile-queries': measureTileQueries,
  'assistant-stream': measureAssistantStream,
  'first-paint': measureFirstPaint,
  scroll: measureScroll,
  dag: measureDag,
  bundle: measureBundle,
}

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false } },
})
const chosen = values.only ?? Object.keys(measurements)
const unknown = chosen.filter((name) => !(name in measurements))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no measurement ${unknown.join(', ')}; there are ${Object.keys(measurements).join(', ')}.\n`,
  )
  process.exit(2)
}

// Beside the sources, not in a temporary folder: that may be memory, where fsync costs nothing.
mkdirSync('.cache', { recursive: true })
const folder = mkdtempSync(resolve('.cache/bench-'))
try {
  const facts = machineFacts(folder)
  const outcomes: Outcome[] = []
  for (const name of chosen) {
    process.stderr.write(`measuring ${name} …\n`)
    outcomes.push(await attempt(name))
  }
  process.stdout.write(`\n${formatReport(facts, outcomes)}`)
  writeFileSync('.cache/bench.json', `${JSON.stringify({ facts, outcomes }, null, 2)}\n`)
  if (outcomes.some((outcome) => 'failed' in outcome)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function attempt(name: string): Promise<Outcome> {
  try {
    return { name, rows: (await measurements[name]?.({ folder, quick: values.quick })) ?? [] }
  } catch (error) {
    return { name, failed: error instanceof Error ? error.message : String(error) }
  }
}
