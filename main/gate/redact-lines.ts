import type { Say } from './host.ts'
import { formsOf } from './secret-forms.ts'

const redacted = '[redacted]'
/** A line that does not end is said in pieces of about this length. */
const longestLine = 64 * 1024

export type RedactedLines = {
  /** Whole lines. */
  say: Say
  /** What a stream brings, cut anywhere: it is held back until its line is whole. */
  chunk(text: string): void
  /** Says what is left of the last line. */
  end(): void
}

/**
 * Nothing that was handed out as a secret passes, in no form that a secret takes. `secrets` is read at every line, because
 * secrets are handed out while things are said.
 */
export function redactLines(say: Say, secrets: Iterable<string>): RedactedLines {
  let rest = ''
  const known = new Map<string, readonly string[]>()
  const forms = () => allForms(secrets, known)
  const tell = (text: string) => {
    for (const line of without(text, forms()).split(/\r?\n/)) say(line)
  }
  return {
    say: tell,
    chunk(text) {
      rest += text
      const end = rest.lastIndexOf('\n')
      if (end >= 0) {
        tell(rest.slice(0, end).replace(/\r$/, ''))
        rest = rest.slice(end + 1)
      }
      while (rest.length > longestLine) {
        const cut = whereToCut(rest, longestLine, forms())
        if (cut === 0) return
        tell(rest.slice(0, cut))
        rest = rest.slice(cut)
      }
    },
    end() {
      if (rest !== '') tell(rest)
      rest = ''
    },
  }
}

export const redactText = (text: string, secrets: Iterable<string>): string => without(text, allForms(secrets))

const without = (text: string, forms: readonly string[]): string =>
  forms.reduce((clean, form) => clean.replaceAll(form, redacted), text)

/** The longest first, so that no shorter one leaves a piece of it. */
function allForms(secrets: Iterable<string>, known = new Map<string, readonly string[]>()): string[] {
  const all: string[] = []
  for (const secret of secrets) {
    const forms = known.get(secret) ?? formsOf(secret)
    known.set(secret, forms)
    all.push(...forms)
  }
  return all.sort((a, b) => b.length - a.length)
}

/** Not within a secret, and not so near to the end that one may have begun there. */
function whereToCut(text: string, near: number, forms: readonly string[]): number {
  const longest = forms[0]?.length ?? 0
  let cut = Math.min(near, text.length - longest)
  for (let moved = true; moved && cut > 0; ) {
    moved = false
    for (const form of forms) {
      const at = text.lastIndexOf(form, cut - 1)
      if (at >= 0 && at + form.length > cut) {
        cut = at
        moved = true
      }
    }
  }
  return Math.max(cut, 0)
}
