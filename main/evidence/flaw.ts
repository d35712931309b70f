/** What of a package does not hold: which file, which row, entry or proof of it, and why. The first one ends the check. */
export class Flaw extends Error {
  readonly file: string
  readonly where: string | null
  readonly why: string

  constructor(file: string, where: string | null, why: string) {
    super(`${file}${where === null ? '' : `, ${where}`}: ${why}`)
    this.name = 'Flaw'
    this.file = file
    this.where = where
    this.why = why
  }
}

/** Of the zip as a whole, where no member can be named. */
export const wholePackage = 'the package'
