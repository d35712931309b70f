import { expect, test, vi } from 'vitest'
import { cancellableBody } from '../../../main/desktop/cancellable-body.ts'

const hooksFor = () => ({ onCancel: vi.fn(), onEnd: vi.fn() })

test('a cancel during a read reaches the source, and the end is told once', async () => {
  const hooks = hooksFor()
  const cancelled = vi.fn()
  const body = cancellableBody(new ReadableStream({ cancel: cancelled }), hooks)
  const reader = body.getReader()
  const read = reader.read()
  await new Promise(setImmediate)
  await reader.cancel('gone')
  expect(await read).toEqual({ done: true, value: undefined })
  await new Promise(setImmediate)
  expect(cancelled).toHaveBeenCalledExactlyOnceWith('gone')
  expect(hooks.onCancel).toHaveBeenCalledExactlyOnceWith('gone')
  expect(hooks.onEnd).toHaveBeenCalledTimes(1)
})

test('a source that fails because of the cancel says nothing more', async () => {
  const hooks = hooksFor()
  const fail = Promise.withResolvers<void>()
  const source = new ReadableStream({ pull: () => fail.promise, cancel: () => Promise.reject(new Error('late')) })
  const reader = cancellableBody(source, hooks).getReader()
  const read = reader.read()
  await new Promise(setImmediate)
  await expect(reader.cancel()).resolves.toBeUndefined()
  fail.reject(new Error('aborted'))
  await read
  await new Promise(setImmediate)
  expect(hooks.onEnd).toHaveBeenCalledTimes(1)
})

test('a source that ends or breaks ends once, and nothing was cancelled', async () => {
  const ended = hooksFor()
  expect(await new Response(cancellableBody(new Blob(['all']).stream(), ended)).text()).toBe('all')
  const broken = hooksFor()
  const source = new ReadableStream({ pull: (controller) => controller.error(new Error('lost')) })
  await expect(new Response(cancellableBody(source, broken)).text()).rejects.toThrow('lost')
  for (const { onCancel, onEnd } of [ended, broken]) {
    expect(onEnd).toHaveBeenCalledTimes(1)
    expect(onCancel).not.toHaveBeenCalled()
  }
})
