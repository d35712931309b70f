import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createInFlight } from '../../main/desktop/in-flight.ts'
import { createDoor } from '../../main/desktop/protocol.ts'
import { jsonBody } from '../http/harness.ts'
import { startConsole, startTeam, type TeamServer, type TestConsole } from '../http/team-server.ts'
import { until } from '../http/until.ts'
import { engines } from '../support/engines.ts'
import { exportPath, verified } from '../support/evidence/packages.ts'

describe.each(engines)('a package through every door, on %s', (engine) => {
  let here: TestConsole
  let team: TeamServer
  beforeAll(async () => {
    team = await startTeam(engine, ['auditor'])
    here = await startConsole()
    expect((await here.connectTo(team, team.key)).status).toBe(201)
    await team.fill(8_000)
  })
  afterAll(async () => {
    await here.close()
    await team.close()
  })

  const wanted = jsonBody({ kind: 'ledger' })
  const isWhole = async (response: Response) => {
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/zip')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="evidence-ledger-w-\d+\.zip"$/)
    const report = await verified(Buffer.from(await response.arrayBuffer()), team.services.signer.publicKey)
    expect(report).toMatchObject({ ok: true, first_bad: null })
  }

  test('a socket, and this machine’s console on the way to it', async () => {
    await isWhole(
      await fetch(`${team.url}${exportPath}`, {
        ...wanted,
        headers: { ...Object(wanted.headers), authorization: `Bearer ${team.key}` },
      }),
    )
    await isWhole(await here.ask(exportPath, wanted))
  })

  test('the desktop', async () => {
    const door = createDoor({ fetch: (request, env) => here.local.fetch(request, env), inFlight: createInFlight() })
    await isWhole(await door(new Request(`app://console${exportPath}`, wanted)))
  })

  /** More than four at once are refused, and so a reader that stayed behind would be noticed. */
  const givenUp = async (ask: (init: RequestInit) => Promise<Response>) => {
    for (let i = 0; i < 6; i++) {
      const gone = new AbortController()
      const response = await until(
        () => ask({ ...wanted, signal: gone.signal }),
        ({ status }) => status === 200,
      )
      await response.body?.getReader().read()
      gone.abort()
    }
    await isWhole(
      await until(
        () => here.ask(exportPath, wanted),
        ({ status }) => status === 200,
      ),
    )
  }

  test('is let go of when somebody goes away, and nobody complains', async () => {
    const complaints = vi.spyOn(console, 'error')
    const authorization = `Bearer ${team.key}`
    await givenUp((init) =>
      fetch(`${team.url}${exportPath}`, { ...init, headers: { ...Object(init.headers), authorization } }),
    )
    await givenUp((init) => here.ask(exportPath, init))
    expect(complaints).not.toHaveBeenCalled()
  })

  test('breaks off when the server stops, and what was got of it is no package', async () => {
    const response = await here.ask(exportPath, wanted)
    const reader = response.body?.getReader()
    await reader?.read()
    team.services.endStreams()
    await expect(async () => {
      while (!(await reader?.read())?.done);
    }).rejects.toThrow()
  })
})
