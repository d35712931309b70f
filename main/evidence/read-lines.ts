import { evidenceBounds } from '../../shared/domain/evidence/format.ts'
import { Flaw } from './flaw.ts'
import { asText, type Claimed, readMember } from './read-member.ts'
import type { PackageZip } from './read-zip.ts'

const newline = 0x0a

/** The lines of a member, many at a time; every line ends in a newline, the last too. */
export async function* readLines(zip: PackageZip, name: string, claimed: Claimed): AsyncGenerator<string[]> {
  let rest: Buffer[] = []
  let waiting = 0
  for await (const piece of readMember(zip, name, claimed)) {
    const end = piece.lastIndexOf(newline) + 1
    if (end > 0) {
      const text = asText(name, Buffer.concat([...rest, piece.subarray(0, end)]))
      rest = []
      waiting = 0
      const lines = text.split('\n')
      lines.pop()
      yield lines
    }
    if (end === piece.length) continue
    rest.push(piece.subarray(end))
    waiting += piece.length - end
    if (waiting > evidenceBounds.lineBytes)
      throw new Flaw(name, null, `it has a line of more than ${evidenceBounds.lineBytes} bytes`)
  }
  if (waiting > 0) throw new Flaw(name, null, 'its last line has no end')
}

/** One line at a time, for whoever goes through two files side by side. Undefined at the end. */
export function lineByLine(batches: AsyncGenerator<string[]>) {
  let lines: readonly string[] = []
  let at = 0
  return {
    /** Whether the next line is at hand; otherwise `more` is to be awaited. To await every line would cost more than reading it. */
    ready: () => at < lines.length,
    async more(): Promise<void> {
      const { value, done } = await batches.next()
      lines = done ? [] : value
      at = 0
      if (!done && lines.length === 0) await this.more()
    },
    take: (): string | undefined => lines[at++],
    close: () => batches.return(undefined),
  }
}
