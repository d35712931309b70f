import { expect, it } from 'vitest'
import { runIdOf } from '../../main/gate/forge/follow-run.ts'
import { forgePerson, webBase } from '../../main/gate/forge/forge-person.ts'
import { readLog } from '../../main/gate/forge/job-log.ts'
import { vias } from '../../shared/domain/actor.ts'

it.each([
  ['https://api.github.com', 'https://github.com'],
  ['https://git.example.com/api/v3', 'https://git.example.com'],
  ['https://api.raxx.ghe.com', 'https://raxx.ghe.com'],
  ['http://127.0.0.1:8080/api/v3/', 'http://127.0.0.1:8080'],
  ['https://api.github.com.evil.example', 'https://api.github.com.evil.example'],
])('people look at %s at %s', (api_base, web) => expect(webBase(api_base)).toBe(web))

it('knows somebody of a forge by where they are known, and as verified by nobody', () => {
  expect(forgePerson('https://api.github.com', 'Octocat')).toEqual({
    ...{ issuer: 'forge:https://github.com', subject: 'octocat', name: 'Octocat' },
    ...{ email: null, via: 'forge', verified: false },
  })
  expect(vias).toContain('forge')
})

it.each([
  ['https://github.com/a/b/actions/runs/123', 123],
  ['https://git.example.com/a/b/actions/runs/123/attempts/2', 123],
  ['https://github.com/a/b/actions/runs/', null],
  ['https://github.com/a/b/pull/123', null],
  [null, null],
])('the run of %s is %s', (url, id) => expect(runIdOf(url)).toBe(id))

it('takes a log’s times, folds and colours away', () => {
  const log = [
    '\uFEFF2026-04-29T14:33:00.1234567Z ##[group]Run git push',
    '2026-04-29T14:33:01.1234567Z \u001b[36;1mgit push\u001b[0m',
    '2026-04-29T14:33:01.1234567Z ##[endgroup]',
    '2026-04-29T14:33:02.1234567Z ##[error]It \u0007failed.',
    '',
  ]
  expect(readLog(log.join('\r\n'))).toEqual(['Run git push', 'git push', 'It failed.'])
})

it('keeps the end of a long one, and says so', () => {
  const lines = readLog(Array.from({ length: 1000 }, (_, n) => `line ${n}`).join('\n'))
  expect(lines).toHaveLength(401)
  expect([lines[0], lines.at(-1)]).toEqual(['… 600 lines before', 'line 999'])
})
