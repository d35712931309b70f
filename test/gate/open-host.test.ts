import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoriesDir, surfaceDir } from '../../main/gate/folders.ts'
import { openHost } from '../../main/gate/open-host.ts'
import { hosts, SurfaceDefinition } from '../../shared/domain/surface.ts'

const settings = {
  heroku: {},
  'cloudflare-pages': { account_id: 'account', project: 'project' },
  terraform: {},
  command: { running: ['true'], deploy: [['true']], rollback: [['true']] },
  local: {},
}

test.each(hosts)('a surface of the host %s is opened as one', (host) => {
  const dir = mkdtempSync(join(tmpdir(), 'open-host-'))
  try {
    const surface = SurfaceDefinition.parse({
      id: 'console',
      name: 'Console',
      app: 'raxx-console-prod',
      repository: dir,
      remote: dir,
      paths: { local: {} },
      host,
      settings: settings[host],
    })
    const gate = {
      id: 'here',
      dir,
      surfacesFile: join(dir, 'surfaces.json'),
      workspace: null,
      localByApi: true,
      ownEnvironment: true,
      env: {},
      fetch,
      forgePollMs: 1,
    }
    const secrets = { get: async () => undefined }
    expect(openHost({ secrets, clock: Date.now, gate }, 'w', surface).kind).toBe(host)
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test.each(['..', '../w', '', 'a/b'])('a workspace %j has no folder', (workspace) => {
  expect(() => surfaceDir({ dir: tmpdir() }, workspace, 'console')).toThrow('no name of a workspace')
  expect(() => repositoriesDir({ dir: tmpdir() }, workspace)).toThrow('no name of a workspace')
})
