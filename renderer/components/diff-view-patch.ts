import { type HunkData, parseDiff } from 'react-diff-view'

export type Patch = {
  hunks: readonly HunkData[]
  lines: number
  /** What the server says in the place of lines, or after the last of them: that it is no text, or cut. */
  note: string | null
  /** What is said of the file as a whole: that it moved, or that who may run it changed. */
  heads: readonly string[]
}

const longestLine = 2_000
const headsShown = /^(rename (from|to)|old mode|new mode|new file mode|deleted file mode) /

/** A patch of one file as the server writes it, to be drawn. */
export function readPatch(text: string): Patch {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const last = lines.at(-1)
  const begin = lines.findIndex((line) => line.startsWith('@@ '))
  // Every line of a hunk begins with its sign: what does not is the server's own word.
  const isNote = last !== undefined && !/^[-+ \\@]/.test(last) && (begin >= 0 || /^It is no text/.test(last))
  const note = isNote ? (lines.pop() ?? null) : null
  const head = begin < 0 ? lines : lines.slice(0, begin)
  const body = begin < 0 ? [] : lines.slice(begin)
  const bare = ['diff --git a/file b/file', '--- a/file', '+++ b/file']
  // A submodule has lines and no hunk.
  const changed = head.filter((line) => /^[-+](Subproject commit|Object) /.test(line))
  if (begin < 0 && changed.length > 0) body.push('@@ -1 +1 @@', ...changed)
  const hunks = body.length === 0 ? [] : (parseDiff([...bare, ...body].join('\n'))[0]?.hunks ?? [])
  const cut = hunks.map((hunk) => ({
    ...hunk,
    changes: hunk.changes.map((change) =>
      change.content.length <= longestLine
        ? change
        : { ...change, content: `${change.content.slice(0, longestLine)} … (the line is longer)` },
    ),
  }))
  return {
    hunks: cut,
    lines: cut.reduce((sum, { changes }) => sum + changes.length, 0),
    note,
    heads: head.filter((line) => headsShown.test(line)),
  }
}

/** Hunks as far as so many lines go. */
export function firstLines(hunks: readonly HunkData[], most: number): HunkData[] {
  const taken: HunkData[] = []
  let left = most
  for (const hunk of hunks) {
    if (left <= 0) break
    taken.push(hunk.changes.length <= left ? hunk : { ...hunk, changes: hunk.changes.slice(0, left) })
    left -= hunk.changes.length
  }
  return taken
}
