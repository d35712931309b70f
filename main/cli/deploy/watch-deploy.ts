import { exitCodes } from './exit-codes.ts'
import type { DeployView, GateClient, LogEvent } from './gate-client.ts'
import { type Painter, plain } from './paint.ts'

type Watched = { client: GateClient; id: string; say(line: string): void; paint: Painter }

/** Tells what a deploy says until it is over, and what it came to. Ctrl-C asks for it to be broken off; a second ends this. */
export async function watchDeploy({ client, id, say, paint }: Watched): Promise<DeployView> {
  let asked = false
  const interrupted = () => {
    if (asked) process.exit(exitCodes.left)
    asked = true
    say(paint.warn('Breaking it off. What was pushed already may have taken effect. Ctrl-C again leaves it to itself.'))
    client.cancel(id).catch((error: unknown) => say(paint.bad(error instanceof Error ? error.message : String(error))))
  }
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', interrupted)
  try {
    for await (const event of client.log(id)) {
      const line = lineOf(event, paint)
      if (line !== undefined) say(line)
    }
    return await client.deploy(id)
  } finally {
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
  }
}

const stateWords: Readonly<Record<string, string>> = {
  triggered: 'In the ledger, before anything is pushed',
  smoke_gate: 'Smoke gate',
  resolved: 'The smoke gate lets it pass',
  approval_pending: 'Waiting for an approval',
  deploying: 'Deploying',
  health_check: 'Looking after its health',
}

function lineOf({ kind, said }: LogEvent, paint: Painter): string | undefined {
  if (kind === 'line') return `  ${paint.faint(plain(String(said.text)))}`
  if (kind === 'health') {
    const { n, ok, status, ms, error } = said
    const how = ok === true ? paint.good(`${status} OK`) : paint.bad(plain(String(error ?? status)))
    return `  health ${n}: ${how} ${paint.faint(`${ms} ms`)}`
  }
  const words = typeof said.state === 'string' && said.outcome === null ? stateWords[said.state] : undefined
  return words === undefined ? undefined : paint.bold(`▸ ${words}`)
}
