import { expect, test } from 'vitest'
import { snapshotName } from '../../main/gate/hosts/terraform/snapshot-name.ts'

const at = Date.UTC(2026, 3, 29, 14, 33, 0, 999)
const time = '20260429T143300Z'

test.each([
  ['lightsail', 'kristerpher', `lightsail-${time}-kristerpher`],
  ['lightsail', 'Kristerpher Hansen', `lightsail-${time}-kristerpher-hansen`],
  ['lightsail', 'kristerpher@raxx.app', `lightsail-${time}-kristerpher-raxx-app`],
  ['lightsail', 'Zoë Ångström', `lightsail-${time}-zoe-angstrom`],
  ['lightsail', '--ada--', `lightsail-${time}-ada`],
  ['lightsail', '夏目', `lightsail-${time}-unknown`],
  ['lightsail', '', `lightsail-${time}-unknown`],
  ['lightsail', '; rm -rf / $(id) `id` "\n', `lightsail-${time}-rm-rf-id-id`],
  ['7-dwarfs', 'ada', `s-7-dwarfs-${time}-ada`],
  ['a--b-', 'ada', `a-b-${time}-ada`],
  ['x'.repeat(50), 'ada', `${'x'.repeat(39)}-${time}-ada`],
  ['vault', 'a-very-long-name-of-somebody@company.example', `vault-${time}-a-very-long-name-of-some`],
])('%j for %j is %s', (surface, operator, expected) => {
  expect(snapshotName({ surface, at, operator })).toBe(expected)
})

test.each([
  ['Lightsail', /^[A-Za-z0-9][A-Za-z0-9._-]{0,253}[A-Za-z0-9]$/],
  ['RDS', /^[A-Za-z](?!.*--)[A-Za-z0-9-]{0,253}[A-Za-z0-9]$/],
  ['Azure', /^[A-Za-z0-9][A-Za-z0-9_.-]{0,78}[A-Za-z0-9_]$/],
  ['DigitalOcean', /^[A-Za-z0-9.-]{1,255}$/],
  ['Google, in small letters', /^[a-zA-Z]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])$/],
])('is a name that %s takes, whatever it is made of', (_, rule) => {
  const surfaces = ['a', '0', '0-', 'x'.repeat(50), `${'x'.repeat(38)}-x`, 'lightsail']
  const operators = ['', '-', 'ada', 'ada@raxx.app', 'y'.repeat(300), `${'y'.repeat(23)}-y`, '../../etc/passwd', 'Ünal']
  for (const surface of surfaces)
    for (const operator of operators) expect(snapshotName({ surface, at, operator })).toMatch(rule)
})
