import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const cli = fileURLToPath(new URL('../../main/cli/cli.ts', import.meta.url))
const patienceMs = 60_000
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** What is typed, and after which words; each once. */
export type Keys = { after: string; type: string | (() => string) }
export type Shown = { code: number | null; raw: string; text: string }

export const pasted = (text: string): string => `\u001b[200~${text}\u001b[201~`
export const ctrlC = '\u0003'

/** Runs the real program at a real terminal, which `script` opens for it, and types as a person would. */
export async function atTerminal(
  args: readonly string[],
  keys: readonly Keys[],
  env: Record<string, string> = {},
): Promise<Shown> {
  const command = [process.execPath, cli, ...args].map(quoted).join(' ')
  const own = Object.entries(process.env).filter(([name]) => !/^(COUNTERSIGN_|NO_COLOR|FORCE_COLOR)/.test(name))
  const child = spawn('script', ['-q', '-e', '-f', '-c', `exec ${command}`, '/dev/null'], {
    env: { ...Object.fromEntries(own), TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  let raw = ''
  let from = 0
  const left = [...keys]
  child.stdin.on('error', () => {})
  child.stdout.on('data', (chunk: Buffer) => {
    raw += chunk
    const [next] = left
    const at = next ? raw.indexOf(next.after, from) : -1
    if (!next || at < 0) return
    left.shift()
    from = at + next.after.length
    child.stdin.write(typeof next.type === 'string' ? next.type : next.type())
  })
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(limit)
  return { code, raw, text: stripVTControlCharacters(raw).replaceAll('\r', '') }
}
