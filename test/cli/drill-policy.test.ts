import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshDir, makeKey, serve, slow } from './program.ts'

test('what the configuration file says of drills reaches the server', slow, async () => {
  const dir = freshDir()
  const config = join(dir, 'config.json')
  writeFileSync(config, JSON.stringify({ policy: { drills: { require_verified: true } } }))
  const key = await makeKey(['--data', dir])
  const server = await serve(['--config', config, '--data', dir])
  const asked = await fetch(`${server.url}/api/v1/workspace/policy`, { headers: { authorization: `Bearer ${key}` } })
  expect(await asked.json()).toMatchObject({ drills: { require_verified: true, configured: true } })
})
