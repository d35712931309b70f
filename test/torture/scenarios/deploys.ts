import { killDeploys } from '../deploys/kill-deploys.ts'
import { assertNone, type Scenario } from '../scenario.ts'

export const deploys: Scenario = {
  name: 'deploys',
  promise:
    'kill -9 at every step of a deploy and of a rollback: the ledger knows, and the next console goes on from there',
  async run(context) {
    const { kills, unknown, tookEffect, rolledBack, faults } = await killDeploys(context, context.short ? 20 : 500)
    assertNone(faults, `after kill ${kills}`)
    return `${kills} kills, ${tookEffect} of them took effect, ${unknown} unknown and looked at, ${rolledBack} rolled back`
  },
}
