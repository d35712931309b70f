import { expect, test } from 'vitest'
import { newId } from '../../main/store/new-id.ts'

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('ids are UUIDv7 of their moment, all different, each after the last', () => {
  const from = Date.now()
  const ids = Array.from({ length: 20_000 }, () => newId())
  expect(ids.filter((id) => !shape.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual([...ids].sort())
  expect(Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(from)
})

test('a clock that goes back does not put an id before the last', () => {
  const last = newId(Date.now() + 60_000)
  expect([newId(0), newId(Date.now())].every((id) => id > last)).toBe(true)
})
