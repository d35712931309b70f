import { createGateClient } from '../../../main/cli/deploy/gate-client.ts'
import { startGate } from '../../../main/gate/executor.ts'
import { createApp } from '../../../main/http/app.ts'
import { createLog } from '../../../main/log.ts'
import { openServices } from '../../../main/services.ts'

export type DeployConsole = Awaited<ReturnType<typeof openDeployConsole>>

/** This machine's own console: its API as everybody has it, and the engine behind it. `ahead`: by how much its clock is. */
export async function openDeployConsole(dataDir: string, ahead: number) {
  process.env.COUNTERSIGN_OPERATOR_EMAIL = 'torture@example.com'
  const services = await openServices({
    mode: 'local',
    dataDir,
    log: createLog('fatal'),
    clock: () => Date.now() + ahead,
  })
  const gate = startGate(services)
  services.onClose(gate.stop)
  const app = createApp(services)
  const client = createGateClient({
    answer: async (request) => app.fetch(request, { door: 'desktop' as const }),
    headers: {},
  })
  return {
    services,
    client,
    idle: gate.idle,
    close: services.close,
    /** As somebody does it: looks at what would ship, and types the phrase. */
    async deploy(): Promise<string> {
      const { preview_id, phrase } = await client.diff('console', undefined)
      return (await client.start({ surface: 'console', preview_id, phrase })).id
    },
    rollback: async (): Promise<string> => (await client.rollback('console', {})).id,
  }
}
