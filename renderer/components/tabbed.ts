/** A table as spreadsheets take it. A cell has no tab and no line of its own in it, so that what is copied stays a table. */
export const tabbed = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, ...rows].map((cells) => cells.map(plain).join('\t')).join('\n')

/** A cell that begins as a formula would be run by a spreadsheet: names come from whoever reports them. */
function plain(cell: string): string {
  const line = cell.replace(/[\t\r\n]+/g, ' ')
  return /^[=@]|^[+-](?![0-9$.])/.test(line) ? `'${line}` : line
}
