import { huntInjections } from '../injections/hunt.ts'
import { assertNone, type Scenario } from '../scenario.ts'

/** Fifty of them in `npm test`, by a unit test of its own. */
export const injections: Scenario = {
  name: 'injections',
  promise: 'what traces say makes nothing happen, however obediently a model reads it',
  async run({ short, random }) {
    const { texts, questions, proposals, faults } = await huntInjections({
      engine: 'sqlite',
      count: short ? 10 : 1_000,
      random,
    })
    assertNone(faults, `after ${texts} texts`)
    return `${texts} texts planted, ${questions} questions to a model that obeys: ${proposals} proposals, each by the operator’s own words and as stored; 0 approved, 0 executed`
  },
}
