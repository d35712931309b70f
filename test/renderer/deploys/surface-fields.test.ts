import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readMachineSurfaces } from '../../../main/gate/machine-surfaces.ts'
import { ApiProblem } from '../../../renderer/problem.ts'
import {
  bodyOf,
  editableHosts,
  emptyForm,
  formOf,
  placeIssues,
  type SurfaceForm,
  withHost,
} from '../../../renderer/screens/settings/surface-fields.ts'
import { surfacesFileExample } from '../../../renderer/screens/settings/surfaces-file-example.ts'
import { commandHosts, SurfaceDefinition } from '../../../shared/domain/surface.ts'
import { someSurface } from './some-surface.ts'

const filled = (more: Record<string, string>, form: SurfaceForm = emptyForm): SurfaceForm => ({
  ...form,
  texts: { ...form.texts, name: 'Console', app: 'raxx-console-prod', repository: 'https://example.com/c.git', ...more },
})
const issues = (...given: { path: (string | number)[]; message: string }[]) =>
  new ApiProblem({ title: 'x', status: 422, code: 'invalid_input', detail: 'x', issues: given }, null)

describe('the form of a surface', () => {
  test('offers no host that runs commands', () => {
    for (const host of editableHosts) expect(commandHosts.has(host)).toBe(false)
  })

  test.each(editableHosts)('what it makes for %s is a definition', (host) => {
    const extra = host === 'cloudflare-pages' ? { 'settings.account_id': 'acc', 'settings.project': 'shop' } : {}
    const body = bodyOf(filled(extra, withHost(emptyForm, host)))
    const parsed = SurfaceDefinition.parse({ ...body, id: 'console' })
    expect(parsed).toMatchObject({
      host,
      phrase: 'deploy console to prod',
      health: { attempts: 5, interval_seconds: 10 },
    })
  })

  test('a surface goes through it unchanged', () => {
    const given = {
      id: 'console',
      name: 'Console',
      app: 'raxx-console-prod',
      host: 'heroku',
      environment: 'staging',
      repository: 'https://example.com/c.git',
      remote: 'https://git.heroku.com/x.git',
      phrase: 'deploy console to staging now',
      paths: { local: {}, ci: { repository: 'raxx/raxx', workflow: 'd.yml', environment: 'staging' } },
      health: { url: 'https://example.com/health', attempts: 7, interval_seconds: 2.5, timeout_seconds: 1 },
      smoke: { kind: 'forge_checks' },
      watch: { minutes: 3, every_seconds: 5, failures: 4 },
      notify: ['slack', 'desktop'],
      static_paths: ['docs/'],
    }
    const before = SurfaceDefinition.parse(given)
    const shown = someSurface({ ...before, paths: before.paths as never, settings: { ...before.settings } })
    expect(SurfaceDefinition.parse({ ...bodyOf(formOf(shown)), id: 'console' })).toEqual(before)
  })

  test('what belonged to another host is forgotten', () => {
    const form = withHost(filled({ 'settings.api_key': 'MINE' }), 'local')
    expect(bodyOf(form)).toMatchObject({ host: 'local', settings: { branch: 'main' } })
    expect(JSON.stringify(bodyOf(form))).not.toContain('MINE')
  })

  test('a way that is not taken is not sent, whatever stands in its fields', () => {
    const form = { ...filled({ remote: 'https://x', 'paths.ci.repository': 'a/b' }), byHand: false, byForge: false }
    expect(bodyOf(form)).toMatchObject({ paths: {} })
    expect(bodyOf(form)).not.toHaveProperty('remote')
  })

  test('what is no number goes on as it is, so that the server says so', () =>
    expect(bodyOf(filled({ 'health.attempts': 'five' }))).toMatchObject({ health: { attempts: 'five' } }))
})

describe('what the server says is wrong', () => {
  test('stands beside what it is about', () => {
    const error = issues(
      { path: ['health', 'url'], message: 'expected another address' },
      { path: ['notify', '1'], message: 'expected small letters' },
      { path: ['paths'], message: 'expected at least one path' },
      { path: ['nowhere'], message: 'odd' },
    )
    expect(placeIssues(error, emptyForm)).toEqual({
      fields: {
        'health.url': 'expected another address',
        notify: 'expected small letters',
        paths: 'expected at least one path',
      },
      other: ['nowhere: odd'],
    })
  })
  test('about a field that is not shown stands with the rest', () =>
    expect(placeIssues(issues({ path: ['settings', 'project'], message: 'missing' }), emptyForm).other).toEqual([
      'settings.project: missing',
    ]))
  test('another refusal is none of a field', () =>
    expect(placeIssues(new Error('no'), emptyForm)).toEqual({ fields: {}, other: [] }))
})

test('the example of surfaces.json is one that this machine takes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-surfaces-'))
  const file = join(dir, 'surfaces.json')
  writeFileSync(file, surfacesFileExample, { mode: 0o600 })
  const { surfaces, faults } = readMachineSurfaces(file)
  rmSync(dir, { recursive: true })
  expect(faults).toEqual([])
  expect(new Set(surfaces.map(({ host }) => host))).toEqual(commandHosts)
})
