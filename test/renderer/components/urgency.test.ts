import { expect, test } from 'vitest'
import { clockFace, urgencyOf } from '../../../renderer/components/urgency.ts'

test.each([
  [0, 'calm'],
  [79_999, 'calm'],
  [80_000, 'soon'],
  [99_999, 'soon'],
  [100_000, 'over'],
  [200_000, 'over'],
])('after %i ms of 100 s it is %s', (now, urgency) => expect(urgencyOf(0, 100_000, now)).toBe(urgency))

test.each([
  [0, '0:00'],
  [1, '0:01'],
  [161_000, '2:41'],
  [3_599_000, '59:59'],
  [3_600_000, '1:00:00'],
  [13_954_000, '3:52:34'],
  [-5, '0:00'],
])('%i ms read %s', (left, face) => expect(clockFace(left)).toBe(face))
