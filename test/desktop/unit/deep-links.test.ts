import { describe, expect, test } from 'vitest'
import { linkIn, placeFromLink } from '../../../main/desktop/deep-links.ts'

const action = '0192f5a0-7e0a-7cc3-98c4-dc0c0c07398f'

const understood: readonly [link: string, place: string][] = [
  ['countersign://deployments', '#/deployments'],
  ['countersign://deployments/', '#/deployments'],
  ['countersign://queue', '#/deployments'],
  [`countersign://queue/${action}`, `#/deployments/${action}`],
  [`countersign://deployments/${action}`, `#/deployments/${action}`],
  ['countersign://queue?status=proposed&tier=3', '#/deployments?status=proposed&tier=3'],
  ['countersign://queue?status=proposed&status=approved', '#/deployments?status=proposed&status=approved'],
  ['countersign://incidents', '#/incidents'],
  ['countersign://drills?severity=high', '#/drills?severity=high'],
  ['countersign://deploys', '#/deploys'],
  [`countersign://assistant?session=${action}`, `#/assistant?session=${action}`],
  ['countersign://traces/4bf92f3577b34da6a3ce929d0e0e4736', '#/traces/4bf92f3577b34da6a3ce929d0e0e4736'],
  ['countersign://audit', '#/audit'],
  ['countersign://audit?entry=12', '#/audit?entry=12'],
  ['countersign://audit?action=action.proposal.', '#/audit?action=action.proposal.'],
  ['countersign://audit?subject=a%20b%26c%23d', '#/audit?subject=a+b%26c%23d'],
  ['countersign://settings', '#/settings'],
  ['countersign://settings/ai-assistant', '#/settings/ai-assistant'],
]

const refused: readonly [why: string, link: string][] = [
  ['empty', ''],
  ['not a URL', 'countersign'],
  ['no place', 'countersign://'],
  ['another scheme', 'https://deployments'],
  ['script', 'javascript:alert(1)'],
  ['the scheme without an authority', 'countersign:deployments'],
  ['an unknown place', 'countersign://approve'],
  ['an inherited name', 'countersign://constructor'],
  ['a place in capitals', 'countersign://Audit'],
  ['a place that is a path', 'countersign:///audit'],
  ['a user', 'countersign://root@audit'],
  ['a password', 'countersign://root:pw@audit'],
  ['a port', 'countersign://audit:80'],
  ['a fragment', 'countersign://audit#/settings'],
  ['a verb behind the row', `countersign://queue/${action}/approve`],
  ['an id of another shape', 'countersign://queue/1'],
  ['a path upward', 'countersign://settings/../audit/../../x'],
  ['an encoded path upward', 'countersign://settings/%2e%2e%2faudit'],
  ['blanks around it', ' countersign://audit '],
  ['a tab inside', 'countersign://au\tdit'],
  ['an encoded slash', 'countersign://settings/a%2fb'],
  ['a part where there are none', 'countersign://audit/12'],
  ['a parameter that would start something', 'countersign://audit?verify=true'],
  ['a parameter of another place', 'countersign://audit?session=1'],
  ['an unknown parameter beside known ones', 'countersign://queue?status=proposed&approve=1'],
  ['a line break', 'countersign://audit?subject=a%0Ab'],
  ['a null', 'countersign://audit?subject=%00'],
  ['more than a link can be', `countersign://audit?subject=${'a'.repeat(2000)}`],
]

describe('a link', () => {
  test.each(understood)('%s is the place %s', (link, place) => {
    expect(placeFromLink(link)).toEqual({ ok: true, value: place })
  })

  test.each(refused)('with %s is refused', (_why, link) => {
    expect(placeFromLink(link)).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } })
  })
})

describe('among arguments', () => {
  test.each([
    [['/usr/bin/countersign', 'countersign://audit'], 'countersign://audit'],
    [['electron.exe', '--allow-file-access-from-files', 'countersign://audit', '--x'], 'countersign://audit'],
    [['/usr/bin/electron', '/work/main'], undefined],
    [['countersign://program/countersign'], undefined],
    [['/usr/bin/countersign', '--url=countersign://audit'], undefined],
  ])('%j holds %s', (argv, link) => {
    expect(linkIn(argv)).toBe(link)
  })
})
