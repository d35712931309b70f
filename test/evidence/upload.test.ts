import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { patience } from '../../main/use-cases/evidence/receive-upload.ts'
import { verifyUpload } from '../../main/use-cases/evidence/verify-upload.ts'
import { until } from '../http/until.ts'
import { handMade } from '../support/evidence/hand-made.ts'
import { manualTimer } from '../support/manual-timer.ts'

let kept: string
let before: string | undefined
beforeEach(() => {
  before = process.env.TMPDIR
  kept = mkdtempSync(join(tmpdir(), 'countersign-uploads-'))
  process.env.TMPDIR = kept
})
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  rmSync(kept, { recursive: true })
})

const limit = 64 * 1024 * 1024
const start = Date.parse('2026-11-21T03:00:00.000Z')
const going = () => new AbortController().signal

/** A sender who is told when to send, and never ends. */
function sender() {
  let give = (_: Uint8Array): void => {}
  const bytes = new ReadableStream<Uint8Array>({
    start(controller) {
      give = (piece) => controller.enqueue(piece)
    },
  })
  return { bytes, send: (count: number) => give(new Uint8Array(count)) }
}

const whole = async (): Promise<ReadableStream<Uint8Array>> => new Blob([new Uint8Array(await handMade())]).stream()
const waits = (timer: ReturnType<typeof manualTimer>, ms: number) =>
  until(
    () => timer.waits(),
    (left) => left === ms,
  )

test('two who send nothing more are not waited for, and others are served then', async () => {
  const timer = manualTimer(start)
  const stalled = [sender(), sender()].map(({ bytes, send }) => {
    send(10)
    return verifyUpload({ bytes, limit, signal: going(), timer })
  })
  await waits(timer, patience.stallMs)
  await until(
    () => readdirSync(kept).length,
    (count) => count === 2,
  )
  await expect(verifyUpload({ bytes: await whole(), limit, signal: going(), timer })).rejects.toThrow(/already/)
  await timer.pass(patience.stallMs)
  for (const each of stalled) expect(await each).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } })
  expect(readdirSync(kept)).toEqual([])
  const next = await verifyUpload({ bytes: await whole(), limit, signal: going(), timer })
  expect(next).toMatchObject({ ok: true, value: { ok: true } })
})

test('nor is one who sends a little now and then', async () => {
  const timer = manualTimer(start)
  const { bytes, send } = sender()
  const asked = verifyUpload({ bytes, limit, signal: going(), timer })
  await waits(timer, patience.stallMs)
  for (let i = 0; i < 2; i++) {
    await timer.pass(patience.stallMs - 1)
    send(10)
    if (i === 0) await waits(timer, patience.stallMs)
  }
  expect(await asked).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } })
})

test('whoever sends steadily has time, and in all not more than there is', async () => {
  const timer = manualTimer(start)
  const { bytes, send } = sender()
  const asked = verifyUpload({ bytes, limit, signal: going(), timer })
  const step = 20_000
  for (let spent = 0; spent < patience.totalMs; spent += step) {
    await waits(timer, Math.min(patience.stallMs, patience.totalMs - spent))
    send(patience.bytesPerSecond * 20)
    await until(
      () => timer.waits(),
      (left) => left !== null,
    )
    await timer.pass(step)
  }
  expect(await asked).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } })
})

test('an upload ends when the program does, though its sender does not', async () => {
  const timer = manualTimer(start)
  const stop = new AbortController()
  const { bytes } = sender()
  const asked = verifyUpload({ bytes, limit, signal: stop.signal, timer })
  await waits(timer, patience.stallMs)
  stop.abort(new Error('stopping'))
  await expect(asked).rejects.toThrow('stopping')
  expect(readdirSync(kept)).toEqual([])
})

test('what a program that was killed left behind goes with the next upload; of others nothing does', async () => {
  const at = (name: string, ageHours: number, make: (path: string) => void = (path) => mkdirSync(path)) => {
    const path = join(kept, name)
    make(path)
    const then = new Date(start - ageHours * 3_600_000)
    if (existsSync(path)) utimesSync(path, then, then)
    return name
  }
  at('countersign-package-old', 25)
  writeFileSync(join(kept, 'countersign-package-old', 'package.zip'), 'left')
  utimesSync(join(kept, 'countersign-package-old'), new Date(start - 90_000_000), new Date(start - 90_000_000))
  const stay = [
    at('countersign-package-young', 23),
    at('somebody-else', 99),
    at('countersign-package-link', 99, (path) => symlinkSync(join(kept, 'somebody-else'), path)),
    at('countersign-package-file', 99, (path) => writeFileSync(path, 'text')),
  ]
  await verifyUpload({ bytes: await whole(), limit, signal: going(), timer: manualTimer(start) })
  expect(readdirSync(kept).sort()).toEqual(stay.sort())
})
