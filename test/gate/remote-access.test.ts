import { afterEach, expect, test } from 'vitest'
import { openHerokuHost } from '../../main/gate/hosts/heroku.ts'
import { previewDeploy } from '../../main/gate/preview.ts'
import { remoteAccess } from '../../main/gate/remote-access.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { startFakeHeroku } from '../fakes/heroku.ts'
import { makeCommits } from './support/commits.ts'
import { hostNeeds } from './support/host-needs.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Somebody else pushed a commit that the surface's repository does not have. */
async function setUp() {
  const heroku = await startFakeHeroku({ key: 'HRKU-canary' })
  const [ours, theirs] = [await makeCommits(['one']), await makeCommits(['elsewhere'])]
  const surfaceOf = (repository: string) =>
    SurfaceDefinition.parse({
      id: 'console',
      name: 'Console',
      app: heroku.app,
      repository,
      remote: heroku.remote,
      paths: { local: {} },
      host: 'heroku',
      settings: { api_base: heroku.base },
    })
  const { needs, remove } = hostNeeds(surfaceOf(theirs.dir), { HEROKU_API_KEY: 'HRKU-canary' })
  ends.push(heroku.close, ours.remove, theirs.remove, remove)
  const { signal } = new AbortController()
  const from_sha = theirs.shas[0]
  const wanted = { deploy_id: 'd', from_sha: null, to_sha: from_sha, operator: 'grace' }
  await openHerokuHost(needs, { firstMs: 1, mostMs: 5, longestMs: 400 }).deploy(wanted, () => {}, signal)
  return async (env: NodeJS.ProcessEnv) => {
    const surface = surfaceOf(ours.dir)
    const remoteEnv = await remoteAccess({ secrets: { get: async () => undefined }, gate: { env } }, 'w', surface)
    return previewDeploy({ surface, from_sha }, { dir: needs.dir, remoteEnv }, signal)
  }
}

test('what runs at Heroku and is nowhere else can be previewed, with the key', async () => {
  const preview = await setUp()
  expect(await preview({ HEROKU_API_KEY: 'HRKU-canary' })).toMatchObject({ ok: true })
})

test.each([{}, { HEROKU_API_KEY: 'HRKU-another' }])('and not without it: %j', async (env) => {
  const preview = await setUp()
  expect(await preview(env)).toMatchObject({ ok: false })
})

test('other hosts are given nothing', async () => {
  const surface = SurfaceDefinition.parse({
    id: 'local',
    name: 'Local',
    app: 'local',
    repository: '/nowhere',
    remote: 'https://example.com/x.git',
    paths: { local: {} },
    host: 'local',
  })
  const env = { HEROKU_API_KEY: 'HRKU-canary' }
  expect(await remoteAccess({ secrets: { get: async () => undefined }, gate: { env } }, 'w', surface)).toEqual({})
})
