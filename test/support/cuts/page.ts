// The page's own client, and what its dialogs do when nobody answers: the same once more, under the same key.
import { api } from '../../../renderer/api.ts'
import { createOnce, isUnanswered } from '../../../renderer/screens/queue/dialogs/once.ts'
import { meanFor } from '../../../renderer/transport.ts'

export type Story = { name: string; id: string; tries: number }

/** Sends it until somebody answers. What is answered with no is thrown: nothing here is to be refused. */
async function send<B, A>(story: Story, body: B, ask: (body: B, key: string) => Promise<A>): Promise<A> {
  const once = createOnce()
  for (;;) {
    story.tries += 1
    try {
      return await ask(body, once.keyFor(body))
    } catch (error) {
      if (!isUnanswered(error)) throw new Error(`${story.name}: ${error}`, { cause: error })
    }
  }
}

/** Proposed, talked about, approved, looked at, executed: each under the story's name, to be found in the ledger. */
export async function tell(name: string): Promise<Story> {
  const story: Story = { name, id: '', tries: 0 }
  const proposal = { type: 'throttle', target_ref: 'checkout-agent@4f2c9e1', reason: name } as const
  story.id = (await send(story, proposal, api.proposeAction)).id
  const { id } = story
  await send(story, { body: name }, (body, key) => api.commentAction(id, body, key))
  await send(story, { note: name }, (body, key) => api.approveAction(id, body, key))
  const { status } = await send(story, null, () => api.action(id))
  if (status !== 'approved') throw new Error(`${name}: it is ${status} after its approval was answered`)
  await send(story, { outcome: { name } }, (body, key) => api.markExecuted(id, body, key))
  return story
}

/** The page's event stream, taken up again after the last entry that it has. */
export async function follow(after: number, signal: AbortSignal, onEntry: (seq: number) => void): Promise<void> {
  let last = after
  while (!signal.aborted) {
    await api
      .follow({
        after: last,
        signal,
        onOpen: () => {},
        onHeard: () => {},
        onEntry({ seq }) {
          last = seq
          onEntry(seq)
        },
      })
      .catch((error: unknown) => {
        if (!signal.aborted && !isUnanswered(error)) throw error
      })
  }
}

/** The page asks its console by relative addresses; here that is `answer`. */
export async function asThePage<T>(
  connection: string,
  answer: (request: Request) => Promise<Response>,
  use: () => Promise<T>,
): Promise<T> {
  const { fetch } = globalThis
  globalThis.fetch = async (input, init) => {
    try {
      return abortable(await answer(new Request(`app://console${input}`, init)), init?.signal)
    } catch (error) {
      // What a door throws, a page's fetch tells as this.
      throw new TypeError('Failed to fetch', { cause: error })
    }
  }
  meanFor(connection)
  try {
    return await use()
  } finally {
    meanFor(null)
    globalThis.fetch = fetch
  }
}

/** A page that lets go of an answer is heard of by its body alone. */
function abortable(answer: Response, signal: AbortSignal | null | undefined): Response {
  if (!signal || !answer.body) return answer
  return new Response(answer.body.pipeThrough(new TransformStream(), { signal }), answer)
}
