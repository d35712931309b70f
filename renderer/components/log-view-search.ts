/** The places of the rows that hold it, whatever its case. */
export function matchesIn(rows: readonly { text: string }[], query: string): number[] {
  const wanted = query.toLowerCase()
  if (wanted === '') return []
  return rows.flatMap(({ text }, place) => (text.toLowerCase().includes(wanted) ? [place] : []))
}

export type Part = { start: number; part: string; hit: boolean }

/** A text in its order, cut into what was looked for and what was not. */
export function markedParts(text: string, query: string): Part[] {
  const small = text.toLowerCase()
  const wanted = query.toLowerCase()
  // A letter whose small form is longer would shift what follows it: then nothing is marked.
  if (wanted === '' || small.length !== text.length) return [{ start: 0, part: text, hit: false }]
  const parts: Part[] = []
  let start = 0
  for (let hit = small.indexOf(wanted); hit >= 0; hit = small.indexOf(wanted, start)) {
    if (hit > start) parts.push({ start, part: text.slice(start, hit), hit: false })
    parts.push({ start: hit, part: text.slice(hit, hit + wanted.length), hit: true })
    start = hit + wanted.length
  }
  if (start < text.length) parts.push({ start, part: text.slice(start), hit: false })
  return parts
}
