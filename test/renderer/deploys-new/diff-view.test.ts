import { describe, expect, test } from 'vitest'
import { firstLines, readPatch } from '../../../renderer/components/diff-view-patch.ts'

const head = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n'
const changes = (patch: string) =>
  readPatch(patch).hunks.flatMap((hunk) => hunk.changes.map(({ type, content }) => `${type} ${content}`))

describe('a patch is read as it is', () => {
  test('every line with its kind', () =>
    expect(changes(`${head}@@ -1,2 +1,2 @@\n same\n-old\n+new\n`)).toEqual(['normal same', 'delete old', 'insert new']))
  test('lines that look like the head of a patch are lines', () =>
    expect(changes(`${head}@@ -1,3 +1,3 @@\n---- a/x\n++++ b/x\n diff --git a/y b/y\n-Binary files\n`)).toEqual([
      'delete --- a/x',
      'insert +++ b/x',
      'normal diff --git a/y b/y',
      'delete Binary files',
    ]))
  test('a path with spaces or quotes is nobody’s stumbling block', () =>
    expect(changes('diff --git a/a b c b/a b c\n--- a/a b c\n+++ b/a b c\n@@ -0,0 +1 @@\n+one\n')).toEqual([
      'insert one',
    ]))
  test('what is cut says so, and is no line', () => {
    const { note, lines } = readPatch(
      `${head}@@ -0,0 +1,2 @@\n+one\n… (the patch is longer than 400 kB: the rest is not shown)\n`,
    )
    expect([note, lines]).toEqual(['… (the patch is longer than 400 kB: the rest is not shown)', 1])
  })
  test('what is no text says so', () => {
    const { note, lines } = readPatch(`${head}It is no text: there is nothing to read of it here.\n`)
    expect([note, lines]).toEqual(['It is no text: there is nothing to read of it here.', 0])
  })
  test('a file that only moved, or may be run now', () =>
    expect(
      readPatch('diff --git a/x b/y\nold mode 100644\nnew mode 100755\nrename from x\nrename to y\n'),
    ).toMatchObject({
      heads: ['old mode 100644', 'new mode 100755', 'rename from x', 'rename to y'],
      lines: 0,
      note: null,
    }))
  test('a submodule has its two commits', () =>
    expect(changes(`${head}-Subproject commit aaa\n+Subproject commit bbb\n`)).toEqual([
      'delete Subproject commit aaa',
      'insert Subproject commit bbb',
    ]))
  test('a line without end is cut, and says so', () => {
    const [only] = changes(`${head}@@ -0,0 +1 @@\n+${'x'.repeat(50_000)}\n`)
    expect(only?.length).toBeLessThan(2_100)
    expect(only).toContain('the line is longer')
  })
})

test('so many lines are drawn, whatever the hunks are', () => {
  const many = Array.from({ length: 1000 }, (_, n) => `+${n}\n`).join('')
  const { hunks } = readPatch(`${head}@@ -0,0 +1,1000 @@\n${many}@@ -5 +1005 @@\n-a\n+b\n`)
  const drawn = (most: number) => firstLines(hunks, most).map((hunk) => hunk.changes.length)
  expect(drawn(400)).toEqual([400])
  expect(drawn(1001)).toEqual([1000, 1])
  expect(drawn(5000)).toEqual([1000, 2])
})
