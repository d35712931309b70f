import { cutLine, plainLine } from './plain-line.ts'

const longestLine = 4_000
const mostLines = 20_000
/** Of a line that does not end, nothing is kept: half of it could hold half of a secret. */
const longestRest = 64 * 1024

/** Takes what a stream brings, cut anywhere, and tells its lines, each fit to be shown. */
export function programLines(say: (line: string) => void): { take(chunk: Buffer): void; end(): void } {
  const decoder = new TextDecoder()
  let rest = ''
  let skipping = false
  let told = 0
  const tell = (raw: string) => {
    const line = cutLine(plainLine(raw), longestLine)
    if (line === '') return
    told++
    if (told <= mostLines) say(line)
    else if (told === mostLines + 1) say(`… (more than ${mostLines} lines: the rest is not shown)`)
  }
  const take = (text: string) => {
    // A carriage return alone is how programs draw over a line: what was drawn before is a line of its own here.
    const lines = (rest + text).split(/[\r\n]+/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!skipping) tell(line)
      skipping = false
    }
    if (skipping) rest = ''
    else if (rest.length > longestRest) {
      tell(`… (a line of more than ${longestRest} characters)`)
      rest = ''
      skipping = true
    }
  }
  return {
    take: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end() {
      take(decoder.decode())
      if (!skipping && rest !== '') tell(rest)
      rest = ''
    },
  }
}
