import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { endingLines } from '../../main/cli/deploy/ending-lines.ts'
import { exitCodes, exitCodeWords } from '../../main/cli/deploy/exit-codes.ts'
import type { DeployView } from '../../main/cli/deploy/gate-client.ts'
import { painter } from '../../main/cli/deploy/paint.ts'
import { deployCommands } from '../../main/cli/deploy.ts'
import { type Outcome, outcomes } from '../../shared/domain/gate.ts'

const paint = painter({}, { NO_COLOR: '1' })
const probe = (ok: boolean) => ({ n: 1, at: '2026-04-29T14:33:00Z', ok, status: 200, ms: 1, error: null })
const view = (changed: Partial<DeployView>): DeployView => ({
  ...{ id: 'd1', surface: 'console', kind: 'deploy', path: 'local', state: 'audit_written', environment: 'production' },
  ...{
    target_app: 'app',
    from_sha: null,
    to_sha: 'a'.repeat(40),
    to_release: null,
    release: 'v9',
    trigger: 'local-script',
  },
  actor: {
    id: 'ada',
    issuer: 'i',
    subject: 's',
    email: null,
    name: 'Ada',
    via: 'local',
    verified: false,
    erased: false,
  },
  ...{ started_at: '2026-04-29T14:33:00Z', finished_at: null, outcome: 'success', detail: null, observed_sha: null },
  ...{ ended_by: null, rollback_command: 'heroku releases:rollback', run_url: null, smoke: null, approval: null },
  ...{
    reviewers: [],
    probes: [],
    health_attempts: 0,
    snapshot: null,
    state_serial: null,
    break_glass: false,
    passes: [],
  },
  ...{ warnings: [], review: null, stopping: false, last_seq: 1, commands: [] },
  ...changed,
})

const back: readonly Outcome[] = ['success', 'health_check_failed', 'unknown', 'cancelled']
test.each(outcomes)('the way back after %s is said where something may have gone out', (outcome) => {
  const text = endingLines(view({ outcome }), paint).join('\n')
  expect(text.includes('Rollback: heroku releases:rollback')).toBe(back.includes(outcome))
})

test('it is well only where somebody looked', () => {
  expect(endingLines(view({ probes: [probe(false), probe(true)] }), paint)[0]).toMatch(/ runs, and is well\.$/)
  expect(endingLines(view({}), paint)[0]).toMatch(/ runs; nobody looked after its health\.$/)
})

test('the README and --help of both commands have the exit codes, in the same words', () => {
  const program = new Command()
  deployCommands(program)
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  for (const name of ['deploy', 'rollback']) {
    let help = ''
    const command = program.commands.find((each) => each.name() === name)
    command?.configureOutput({
      writeOut: (text) => {
        help += text
      },
    })
    command?.outputHelp()
    for (const [key, words] of Object.entries(exitCodeWords)) {
      const code = exitCodes[key as keyof typeof exitCodes]
      expect(help).toContain(`  ${String(code).padEnd(4)}${words}\n`)
      expect(readme).toContain(`| ${String(code).padEnd(9)} | ${words} `)
    }
  }
})
