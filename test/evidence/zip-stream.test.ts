import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { type Member, type Written, zipStream } from '../../main/evidence/zip-stream.ts'
import { filesIn } from '../support/evidence/packages.ts'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const member = (name: string, ...texts: string[]): Member => ({ name, texts: () => texts })
const last = { name: 'last.json', text: (packed: object) => JSON.stringify(packed) }

test('tells of every member what it holds, and of the package what stands before its last', async () => {
  const written: Written[] = []
  const long = 'ä'.repeat(100_000)
  const bytes = await buffer(
    zipStream([member('a', 'one', 'two'), member('b', long, long), member('c')], last, (each) => written.push(each)),
  )
  const files = await filesIn(bytes)
  expect(written.map(({ name, size, sha256 }) => ({ name, size, sha256 }))).toEqual(
    ['a', 'b', 'c'].map((name) => {
      const file = files.get(name) ?? expect.fail(name)
      return { name, size: file.length, sha256: sha256(file) }
    }),
  )
  expect(files.get('b')?.toString()).toBe(long + long)
  const said = JSON.parse(files.get('last.json')?.toString() ?? '')
  expect(said.sha256).toBe(sha256(bytes.subarray(0, said.bytes)))
  expect(bytes.readUInt32LE(said.bytes)).toBe(0x04034b50)
  expect(bytes.toString('latin1', said.bytes + 30, said.bytes + 39)).toBe('last.json')
})

test('fails with what fails, and what was got by then is no zip', async () => {
  const failing: Member = {
    name: 'b',
    *texts() {
      yield 'x'.repeat(200_000)
      throw new Error('the disk broke')
    },
  }
  const stream = zipStream([member('a', 'one'), failing], last, () => {})
  const got: Buffer[] = []
  await expect(async () => {
    for await (const chunk of stream) got.push(chunk as Buffer)
  }).rejects.toThrow('the disk broke')
  await expect(fromBufferPromise(Buffer.concat(got))).rejects.toThrow()
})

test('makes nothing more once nobody takes it', async () => {
  let made = 0
  let over = false
  const endless: Member = {
    name: 'a',
    *texts() {
      try {
        for (;;) {
          made += 1
          yield `${made} ${Math.random()}`.repeat(4_000)
        }
      } finally {
        over = true
      }
    },
  }
  const stream = zipStream([endless], last, () => {})
  for await (const _ of stream) break
  await expect.poll(() => over).toBe(true)
  const then = made
  await new Promise((next) => setImmediate(next))
  expect(made).toBe(then)
})
