import { describe, expect, test } from 'vitest'
import { FleetRule } from '../../shared/domain/fleet-rule.ts'
import { thresholdRule, weightedRule } from '../support/fleet-rows.ts'

const pathsOf = (rule: unknown) => FleetRule.safeParse(rule).error?.issues.map(({ path }) => path.join('.'))

test.each([
  [thresholdRule({ description: 'Two lines,\n\tthe second moved in' })],
  [weightedRule({ amber: 0.5, red: 0.5 })],
  [weightedRule({ amber: 0.001, red: 1 })],
])('a rule is allowed: %j', (rule) => expect(FleetRule.parse(rule)).toEqual(rule))

describe('what is refused', () => {
  test.each([
    ['a zero byte', 'a\0b'],
    ['half a character', 'a\ud800b'],
    ['a bell', 'a\u0007'],
  ])('%s in a description', (_, description) => {
    expect(pathsOf(thresholdRule({ description }))).toEqual(['description'])
    expect(pathsOf(weightedRule({ description }))).toEqual(['description'])
  })
  test.each([
    [{ amber: 0.7, red: 0.4 }, ['red']],
    [{ amber: 0, red: 0.4 }, ['amber']],
    [{ amber: 0, red: 0 }, ['amber', 'red']],
  ])('limits of a sum that lie %j', (limits, paths) => expect(pathsOf(weightedRule(limits))).toEqual(paths))
})
