type Listener = (link: string | undefined) => void

/** Requests to see the console, with the link that asked for it if there was one. They may come before any window. */
export type LinkInbox = { receive: Listener; listen(listener: Listener): void }

export function createLinkInbox(): LinkInbox {
  const waiting: (string | undefined)[] = []
  let deliver: Listener = (link) => void waiting.push(link)
  return {
    receive: (link) => deliver(link),
    listen: (listener) => {
      deliver = listener
      for (const link of waiting.splice(0)) listener(link)
    },
  }
}
