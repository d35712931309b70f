import { emitKeypressEvents } from 'node:readline'

/** How a terminal says that what follows was pasted and not typed. */
const announcePastes = '\u001b[?2004h'
const announceNone = '\u001b[?2004l'
const longest = 300

export type Typed = { kind: 'typed'; text: string } | { kind: 'pasted' } | { kind: 'given up' }
type Key = { name?: string; ctrl?: boolean; meta?: boolean }

/**
 * Asks for the phrase. What was pasted does not count: typing it is the moment in which it is read. Read key by key and
 * not with a prompt of a library: it has to know of pastes, and to work at a terminal that does not say how wide it is.
 */
export async function askPhrase(phrase: string): Promise<Typed> {
  const { stdin, stdout } = process
  const { promise, resolve } = Promise.withResolvers<Typed>()
  const letters: string[] = []
  let pasting = false
  const gone = () => resolve({ kind: 'given up' })
  const takeBack = (count: number) => {
    const taken = letters.splice(Math.max(0, letters.length - count)).length
    stdout.write('\b \b'.repeat(taken))
  }
  const hear = (text: string | undefined, { name, ctrl, meta }: Key) => {
    if (name === 'paste-start') pasting = true
    else if (name === 'paste-end') resolve({ kind: 'pasted' })
    else if (pasting) return
    else if (name === 'escape' || (ctrl && (name === 'c' || name === 'd'))) gone()
    else if (name === 'return' || name === 'enter') resolve({ kind: 'typed', text: letters.join('') })
    else if (name === 'backspace') takeBack(1)
    else if (ctrl && name === 'u') takeBack(letters.length)
    else if (text && !ctrl && !meta && !/\p{C}/u.test(text) && letters.length < longest) {
      letters.push(text)
      stdout.write(text)
    }
  }
  emitKeypressEvents(stdin)
  stdin.setRawMode(true)
  stdin.on('keypress', hear)
  stdin.once('end', gone)
  stdin.resume()
  stdout.write(`${announcePastes}Type '${phrase}' to continue: `)
  try {
    return await promise
  } finally {
    stdin.off('keypress', hear)
    stdin.off('end', gone)
    stdin.setRawMode(false)
    stdin.pause()
    stdout.write(`${announceNone}\n`)
  }
}
