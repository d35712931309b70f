import { expect, test } from 'vitest'
import { createInFlight } from '../../../main/desktop/in-flight.ts'

test('counts what has begun and not ended', () => {
  const inFlight = createInFlight()
  const first = inFlight.begin()
  const second = inFlight.begin()
  expect(inFlight.count).toBe(2)
  first()
  first()
  expect(inFlight.count).toBe(1)
  second()
  expect(inFlight.count).toBe(0)
})

test('is idle at once when nothing is on its way', async () => {
  await expect(createInFlight().idle()).resolves.toBeUndefined()
})

test('tells everyone who waits when the last one ends', async () => {
  const inFlight = createInFlight()
  const ends = [inFlight.begin(), inFlight.begin()]
  const heard: string[] = []
  const waits = ['a', 'b'].map((name) => inFlight.idle().then(() => heard.push(name)))
  ends[0]?.()
  await Promise.resolve()
  expect(heard).toEqual([])
  ends[1]?.()
  await Promise.all(waits)
  expect(heard).toEqual(['a', 'b'])
})
