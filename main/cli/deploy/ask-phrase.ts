import { isCancel, text } from '@clack/prompts'

/** How a terminal says that what follows was pasted and not typed. */
const announcePastes = '\u001b[?2004h'
const announceNone = '\u001b[?2004l'

export type Typed = { kind: 'typed'; text: string } | { kind: 'pasted' } | { kind: 'given up' }

/** Asks for the phrase. What was pasted does not count: typing it is the moment in which it is read. */
export async function askPhrase(phrase: string): Promise<Typed> {
  const { stdin, stdout } = process
  let pasted = false
  const hear = (_: string, key: { name?: string } | undefined) => {
    if (key?.name === 'paste-start') pasted = true
  }
  stdin.on('keypress', hear)
  stdout.write(announcePastes)
  try {
    const typed = await text({ message: `Type '${phrase}' to continue:` })
    if (isCancel(typed)) return { kind: 'given up' }
    return pasted ? { kind: 'pasted' } : { kind: 'typed', text: typed ?? '' }
  } finally {
    stdout.write(announceNone)
    stdin.off('keypress', hear)
  }
}
