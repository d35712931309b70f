import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Connection, Connections } from '../../../renderer/api.ts'
// It tells what the window has in the desktop.
import type {} from '../../../renderer/shell/desktop-bridge.ts'
import { brief, someSurface } from './some-surface.ts'

vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
vi.stubGlobal('BroadcastChannel', function BroadcastChannel() {
  return { postMessage: () => undefined }
})
afterAll(() => vi.unstubAllGlobals())

const { Forwarding } = await import('../../../renderer/screens/deploys/deploy/forwarding.tsx')
const { RollbackNews } = await import('../../../renderer/screens/deploys/deploy/rollback-news.tsx')
const { Running } = await import('../../../renderer/screens/deploys/surfaces/running.tsx')
const { StateLine, StateSaid } = await import('../../../renderer/screens/deploys/surfaces/state-line.tsx')
const { machineAnswers } = await import('../../../renderer/state/surface-asleep.ts')

const shown = (html: string): string => html.replace(/<[^>]+>/g, '')
const moving = new Map()

describe('what runs there', () => {
  const running = { ...someSurface().running, sha: null, release: null }
  test.each([
    ['nobody could ask its host', null, 'What runs there is not known'],
    ['its host was asked, and has nothing', '2026-11-21T20:00:00Z', 'Nothing was deployed here yet'],
  ])('%s', (_, observed_at, words) =>
    expect(
      shown(
        renderToStaticMarkup(
          createElement(Running, { surface: someSurface({ running: { ...running, observed_at } }) }),
        ),
      ),
    ).toBe(words),
  )
})

describe('a rollback that is over', () => {
  const lineOf = (outcome: 'success' | 'health_check_failed' | 'cancelled' | 'deploy_failed' | 'unknown') => {
    const last = brief({ kind: 'rollback', outcome, finished_at: '2026-11-21T20:00:03Z' })
    return shown(
      renderToStaticMarkup(createElement(StateLine, { surface: someSurface({ last_deploys: [last] }), moving })),
    )
  }
  test('is said to have rolled back where it did', () => expect(lineOf('success')).toMatch(/^Rolled back .* in 3 s/))
  test.each([
    ['health_check_failed', 'Rollback: not well after it'],
    ['cancelled', 'Rollback: broken off'],
    ['deploy_failed', 'Rollback: failed'],
    ['unknown', 'Rollback: outcome not known'],
  ] as const)('%s is no rolling back', (outcome, words) => expect(lineOf(outcome)).toBe(words))
})

test('what is said aloud of a rollback under way has no clock in it', () => {
  const surface = someSurface({ in_flight: [brief({ kind: 'rollback' })] })
  const line = renderToStaticMarkup(createElement(StateLine, { surface, moving }))
  expect(line).toContain('role="timer"')
  expect(line).not.toContain('role="status"')
  const said = renderToStaticMarkup(createElement(StateSaid, { surface, moving }))
  expect(said).toContain('role="status"')
  expect(shown(said)).toBe('Console: Rollback under way')
})

test.each([
  ['after it is news on its page', '2026-11-21T19:59:59Z', 'A rollback of this surface is under way. Look at it'],
  ['before it says nothing of it', '2026-11-21T20:00:01Z', ''],
])('a rollback that began %s', (_, started_at, words) => {
  const surface = someSurface({ in_flight: [brief({ id: 'r1', kind: 'rollback' })] })
  const deploy = { id: 'd7', started_at }
  const news = createElement(RollbackNews, { surface, deploy, onChoose: () => undefined })
  expect(shown(renderToStaticMarkup(news))).toBe(words)
})

describe('a deploy that the server was not told of', () => {
  const of = (told: boolean, error: string | null) =>
    shown(renderToStaticMarkup(createElement(Forwarding, { forwarding: { server: 'Raxx', told, error } })))
  test('says so, and why', () => expect(of(false, 'It is down.')).toBe('Not yet told to RaxxIt is down.'))
  test('says nothing once it was told', () => expect(of(true, null)).toBe(''))
})

describe('who answers for a surface while the server is down', () => {
  const to = (kind: Connection['kind'], inBrowser = false): Connections => {
    const current: Connection = { id: kind, name: kind, kind, url: null, environment: 'staging', sign_in: null }
    return { current, known: inBrowser ? null : [current], keychain: 'memory', chosen: true, version: '0' }
  }
  const [own, theirs] = [{ at: 'here' as const }, { at: 'server' as const }]
  test.each([
    ['this machine, for its own', to('server'), null, own, true],
    ['nobody, for the server’s', to('server'), null, theirs, false],
    ['nobody, where not even the list is answered', to('server'), new Error('down'), own, false],
    ['nobody, where there is no server behind it', to('local'), null, own, false],
    ['nobody, in a browser', to('server', true), null, own, false],
    ['nobody, while that is not known', undefined, null, own, false],
  ])('%s', (_, connections, error, surface, answers) =>
    expect(machineAnswers(connections, error, surface)).toBe(answers),
  )
})
