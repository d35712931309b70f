import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cwd, env } from 'node:process'

/** What a test makes go wrong, in `switches.json` of the folder that the program was placed with. */
export type Switches = {
  fail?: 'init' | 'plan' | 'apply' | 'pull' | 'push'
  /** Fails, or waits for a signal, once so many changes were made. */
  fail_apply_after?: number
  hang_apply_after?: number
  /** Does not listen to SIGINT and SIGTERM: only SIGKILL ends it. */
  stubborn?: boolean
  /** Says what this variable of its environment holds, as a careless provider does. */
  tell?: string
}
export type Call = { argv: string[]; cwd: string; env: Record<string, string> }

export const home = env.FAKE_TERRAFORM ?? fromNowhere()

function fromNowhere(): never {
  throw new Error('FAKE_TERRAFORM names no folder: place the program with placeTerraform')
}

export function switches(): Switches {
  const file = join(home, 'switches.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Switches) : {}
}

/** Every call, in order: what a test proves the order of things by. */
export function noteCall(argv: readonly string[]): void {
  const { FAKE_TERRAFORM: _, ...rest } = env
  appendFileSync(join(home, 'calls.jsonl'), `${JSON.stringify({ argv, cwd: cwd(), env: rest })}\n`)
}

export const out = (text: string): void => void process.stdout.write(`${text}\n`)

/** As Terraform says it with -no-color. */
export function fail(summary: string, detail = ''): 1 {
  process.stderr.write(`\nError: ${summary}\n${detail === '' ? '' : `\n${detail}\n`}`)
  return 1
}

export function tellTale(): void {
  const { tell } = switches()
  if (tell !== undefined) out(`provider: using ${env[tell] ?? 'nothing'}`)
}

export const option = (argv: readonly string[], name: string): string | undefined =>
  argv.find((each) => each.startsWith(`-${name}=`))?.slice(name.length + 2)
export const operands = (argv: readonly string[]): string[] =>
  argv.filter((each) => each === '-' || !each.startsWith('-'))
