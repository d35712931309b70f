import { expect, test } from 'vitest'
import type { Written } from '../../main/gate/run/advance-held.ts'
import { createRunLog } from '../../main/gate/run/run-log.ts'

const texts = (lines: readonly Written[]) => lines.map(({ text }) => text)
const kept = () => {
  const written: string[][] = []
  return { written, write: async (lines: readonly Written[]) => void written.push(texts(lines)) }
}

test('a full batch is written at once, the rest with what comes next or at the end', async () => {
  const { written, write } = kept()
  const log = createRunLog(write)
  for (let n = 0; n < 250; n++) log.say(`line ${n}`)
  expect(written.map(({ length }) => length)).toEqual([100, 100])
  expect(texts(log.take())).toEqual(Array.from({ length: 50 }, (_, n) => `line ${n + 200}`))
  log.say('last')
  await log.end()
  log.say('after its end')
  await log.end()
  expect(written.slice(2)).toEqual([['last']])
})

test.each([
  ['lines', { lines: 3, characters: 1_000 }, ['1', '2', '3']],
  ['characters', { lines: 1_000, characters: 2 }, ['1', '2']],
])('so many %s are kept, and then it says that it stops', async (_, bounds, first) => {
  const { written, write } = kept()
  const log = createRunLog(write, bounds)
  for (let n = 1; n <= 10; n++) log.say(String(n))
  await log.end()
  expect(written.flat()).toEqual([...first, 'It says more than is kept here: what follows is left out.'])
})

test('nothing in a line steers a terminal, and no line is without end', async () => {
  const { written, write } = kept()
  const log = createRunLog(write)
  log.say('\u001b[31mred\u001b[0m\u0007and\u202e back\r\nforth')
  log.say('word '.repeat(10_000))
  await log.end()
  const [red, long] = written.flat()
  expect(red).toBe('red and back forth')
  expect(long?.length).toBeLessThan(4_100)
})
