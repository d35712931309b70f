import { Flaw } from './flaw.ts'
import { lineByLine, readLines } from './read-lines.ts'
import type { Claimed } from './read-member.ts'
import type { PackageZip } from './read-zip.ts'

export type Followed = ReturnType<typeof follow>

/** A file that is to have these lines and no others; the first that is not, is said by the row that it is of. */
export function follow(zip: PackageZip, name: string, claimed: Claimed) {
  const lines = lineByLine(readLines(zip, name, claimed))
  let number = 0
  const next = async (): Promise<string | undefined> => {
    if (!lines.ready()) await lines.more()
    number += 1
    return lines.take()
  }
  return {
    name,
    async expect(wanted: string, row: string | null): Promise<void> {
      const line = await next()
      if (line === wanted) return
      const where = row === null ? `line ${number}` : `row ${row}`
      if (line === undefined) throw new Flaw(name, where, 'it is not there, though it follows from the entries')
      throw new Flaw(name, where, 'it does not say what follows from the entries')
    },
    async expectEnd(): Promise<void> {
      if ((await next()) !== undefined)
        throw new Flaw(name, `line ${number}`, 'nothing of the kind follows from the entries')
    },
    close: () => lines.close(),
  }
}
