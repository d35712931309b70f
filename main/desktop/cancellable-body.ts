type Hooks = {
  /** The reader went away before the end. */
  onCancel(reason: unknown): void
  /** Called once, however it ended. */
  onEnd(): void
}

/**
 * The same bytes, with a cancel that reaches whoever produces them. A cancelled stream takes no more bytes and
 * cannot be closed either: both throw, so every write after a wait asks first.
 */
export function cancellableBody(source: ReadableStream<Uint8Array>, hooks: Hooks): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  let cancelled = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (cancelled) return
          if (!done) return controller.enqueue(value)
          hooks.onEnd()
          controller.close()
        } catch (error) {
          if (cancelled) return
          hooks.onEnd()
          controller.error(error)
        }
      },
      async cancel(reason) {
        cancelled = true
        hooks.onCancel(reason)
        hooks.onEnd()
        // A source that fails because it was aborted has nothing more to tell.
        await reader.cancel(reason).catch(() => undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
