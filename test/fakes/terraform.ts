/**
 * A stand-in for the terraform program: a real process with a real state file, lock and plan files. What it says, its exit
 * codes and what it refuses follow Terraform's public documentation (developer.hashicorp.com/terraform/cli/commands).
 * Configurations are Terraform's own JSON syntax (`*.tf.json`) with a local backend; what it "creates" is kept in
 * `world.json`, apart from the state, so that a test can see what really exists. See terraform/place.ts.
 */
import { chdir } from 'node:process'
import { apply } from './terraform/apply.ts'
import { init } from './terraform/init.ts'
import { plan, show } from './terraform/plan.ts'
import { statePull, statePush } from './terraform/state-commands.ts'
import { fail, noteCall, out } from './terraform/switches.ts'

const version = '1.14.3'

async function main(argv: readonly string[]): Promise<number> {
  noteCall(argv)
  const [first = '', ...others] = argv
  if (first.startsWith('-chdir=')) {
    chdir(first.slice('-chdir='.length))
    return await main(others)
  }
  const [second = ''] = others
  switch (first) {
    case 'version':
      out(
        others.includes('-json')
          ? JSON.stringify({ terraform_version: version })
          : `Terraform v${version}\non linux_amd64`,
      )
      return 0
    case 'init':
      return init(others)
    case 'plan':
      return plan(others)
    case 'apply':
      return await apply(others)
    case 'show':
      return show(others)
    case 'state':
      if (second === 'pull') return statePull()
      if (second === 'push') return statePush(others.slice(1))
      return fail(`Terraform has no command named "state ${second}".`)
    default:
      return fail(`Terraform has no command named "${first}".`)
  }
}

process.exitCode = await main(process.argv.slice(2))
