import { randomFillSync } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

const bytesEach = 16
const pool = new Uint8Array(256 * bytesEach)
let used = pool.length
let last = 0
let count = 0

/**
 * A UUIDv7 that sorts after those before it. Random bytes are asked for by the hundred: asking for sixteen took longer
 * than anything else between an append and its commit.
 */
export function newId(now = Date.now()): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, used + bytesEach)
  used += bytesEach
  // A clock that stands still, or goes back, counts on.
  const seq = now > last ? new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 2 : count + 1
  last = Math.max(now, last)
  count = seq
  return uuidv7({ random, msecs: last, seq })
}
