import type { Json } from '../../../shared/domain/entry.ts'
import type { Ran } from './run-handler.ts'

type Ended = Extract<Ran, { kind: 'ended' }>

/**
 * What goes on record. `executed` says that the handler ran to its end; whether it did what it should is `ok`, which is
 * its exit code and nothing else. JSON that it printed is kept as such, anything else as text.
 */
export function outcomeOf({ code, stdout, cut, ms, hurried }: Ended): { ok: boolean; outcome: Json } {
  const ok = code === 0
  const outcome = {
    ok,
    exit_code: code,
    duration_ms: ms,
    ...(hurried ? { asked_to_stop: true } : {}),
    ...said(stdout, cut),
  }
  return { ok, outcome }
}

/** Where the server cannot keep what was printed: that it ran is on record all the same. */
export const outcomeWithoutOutput = (ran: Ended, why: string): Json => ({
  ...(outcomeOf({ ...ran, stdout: Buffer.alloc(0), cut: false }).outcome as { readonly [key: string]: Json }),
  output_refused: why,
})

function said(stdout: Buffer, cut: boolean): { [key: string]: Json } {
  const text = stdout.toString('utf8').trim()
  if (text === '') return {}
  if (cut) return { output: text, output_cut: true }
  try {
    return { result: JSON.parse(text) as Json }
  } catch {
    return { output: text }
  }
}
