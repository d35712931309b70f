/**
 * A streamed answer that ends when the signal is aborted. Not by way of the request: a Request follows the signal that
 * it was made with only until it is collected, which is long before a stream is over. Whoever asked and is gone does not
 * hear of an error either: their going is what broke the stream.
 */
export function endWith(answer: Response, signal: AbortSignal, gone: AbortSignal): Response {
  const reader = answer.body?.getReader()
  if (!reader) return answer
  const end = () => void reader.cancel().catch(() => {})
  const release = () => signal.removeEventListener('abort', end)
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        release()
        if (gone.aborted) return { done: true as const, value: undefined }
        throw error
      })
      if (!done) return controller.enqueue(value)
      release()
      controller.close()
    },
    cancel(reason) {
      release()
      return reader.cancel(reason)
    },
  })
  return new Response(body, answer)
}
