import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createGateClient } from '../../main/cli/deploy/gate-client.ts'
import { startGate } from '../../main/gate/executor.ts'
import { createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { type DeployFixture, openDeployFixture } from './deploy-fixture.ts'
import { interleave, median, ms, percentile, type Row, timed } from './measure.ts'

const promisedMs = 10_000

/** From the press to the outcome, with everything between: the intent, the push, the service's start, its health, the record. */
export async function measureWholeRollback({ quick, folder }: { quick: boolean; folder: string }): Promise<Row> {
  const [ours, bare] = [await openDeployFixture(), await openDeployFixture()]
  try {
    const console = await openConsole(ours, folder)
    try {
      const samples = await interleave(
        { ours: () => timed(console.rollBack), limit: () => timed(() => push(bare)) },
        { rounds: quick ? 5 : 15 },
      )
      const [took, pushed, slowest] = [median(samples.ours), median(samples.limit), percentile(samples.ours, 1)]
      return {
        name: 'rollback from the press to its outcome',
        ours: ms(took),
        limit: `${promisedMs / 1000} s`,
        ratio: slowest / promisedMs,
        aim: { atMost: 1 },
        notes: [
          `the ratio is of the slowest, ${ms(slowest)}; a bare git push --force of the same commit, without ledger, log and health, takes ${ms(pushed)}, so all that together is ${ms(took - pushed)}`,
        ],
        numbers: { took, slowest, pushed },
      }
    } finally {
      await console.close()
    }
  } finally {
    await ours.close()
    await bare.close()
  }
}

async function openConsole(fixture: DeployFixture, folder: string) {
  const dataDir = mkdtempSync(join(folder, 'rollback-'))
  const { surface, service } = fixture
  writeFileSync(join(dataDir, 'surfaces.json'), JSON.stringify({ surfaces: [surface] }), { mode: 0o600 })
  const surfacesFile = join(dataDir, 'surfaces.json')
  const services = await openServices({ mode: 'local', dataDir, log: createLog('warn'), gate: { surfacesFile } })
  const gate = startGate(services)
  services.onClose(gate.stop)
  const app = createApp(services)
  const answer = async (request: Request) => app.fetch(request, { door: 'desktop' as const })
  const client = createGateClient({ answer, headers: {} })
  return {
    close: services.close,
    async rollBack() {
      const n = service.head() === fixture.shas[0] ? 1 : 0
      const { id } = await client.rollback(surface.id, { to_release: `v${n + 1}` })
      await gate.idle()
      const { outcome, detail } = await client.deploy(id)
      if (outcome !== 'success' || service.head() !== fixture.shas[n])
        throw new Error(`the rollback ended as ${outcome}: ${detail}`)
    },
  }
}

const push = ({ service, shas }: DeployFixture) =>
  service.push(service.head() === shas[0] ? shas[1] : shas[0], '--force')
