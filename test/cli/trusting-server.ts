import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { z } from 'zod'
import { version } from '../../main/version.ts'
import type { SignInOptions } from '../../shared/contract/console.ts'
import { fakeServer } from '../http/team-server.ts'
import { audience, desktopClient } from '../support/openid.ts'
import { freshStoreFlags } from './place.ts'
import { freshDir, makeKey, serve } from './program.ts'

/** A real server that believes this issuer, and an API key of its workspace `w`. */
export async function startTrusting(issuer: string) {
  const { flags } = await freshStoreFlags('sqlite')
  const key = await makeKey(flags, 'auditor')
  const config = join(freshDir(), 'config.json')
  const trusted = { issuer, audience, client_id: desktopClient, name: 'Example ID' }
  writeFileSync(config, JSON.stringify({ name: 'Team', environment: 'staging', oidc: { issuers: [trusted] } }))
  return { key, ...(await serve([...flags, '--config', config])) }
}

type Options = z.input<typeof SignInOptions>

export const issuerNamed = (name: string, client_id: string | null = desktopClient): Options['issuers'][number] => ({
  issuer: `https://${name.toLowerCase()}.example`,
  name,
  client_id,
  scope: 'openid',
  parameters: {},
  web: false,
})

/** What is no more than a server's word about itself. */
export async function startSaying(changed: Partial<Options>): Promise<string> {
  const options: Options = {
    name: 'Team',
    environment: 'staging',
    version,
    api_keys: true,
    issuers: [],
    ...changed,
  }
  const server = await fakeServer((_request, response) => response.end(JSON.stringify(options)))
  onTestFinished(() => server.close())
  return server.url
}
