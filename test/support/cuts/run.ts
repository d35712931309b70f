import { followEvents } from '../../../main/desktop/event-feed.ts'
import { until } from '../../http/until.ts'
import type { Random } from '../../torture/random.ts'
import { faultsIn } from './find.ts'
import { type Network, openNetwork, type Where } from './network.ts'
import { asThePage, follow, type Story, tell } from './page.ts'
import type { Cut } from './proxy.ts'

type Options = { random: Random; cuts: number; pages?: number }
export type Outcome = { cuts: readonly Cut[]; stories: number; tries: number; size: number; faults: string[] }

/**
 * A console's page works on a team's server while the network between them is cut so often; afterwards the ledger is
 * asked what became of it. Through all that ships: the page's client, the desktop's door, the switchboard, the server.
 */
export async function runCuts(where: Where, { random, cuts, pages = 3 }: Options): Promise<Outcome> {
  const network = await openNetwork(where, random, cuts)
  try {
    return await asThePage(network.connection, network.door, () => work(network, cuts, pages))
  } finally {
    await network.close()
  }
}

async function work(network: Network, cuts: number, pages: number): Promise<Outcome> {
  const before = await network.size()
  const listening = listen(network, before)
  network.rough(true)
  await listening.opened
  const told = await Promise.allSettled(Array.from({ length: pages }, (_, page) => tellUntil(network, cuts, page)))
  network.rough(false)
  const stories = told.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  const broken = told.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))
  const size = await network.size()
  await until(
    () => Object.values(listening.heard).map((seqs) => seqs.at(-1)),
    (last) => broken.length > 0 || last.every((seq) => seq !== undefined && seq >= size),
  )
  await listening.end()
  const faults = [...broken, ...(await faultsIn(network.database, { stories, before, heard: listening.heard }))]
  const tries = stories.reduce((sum, story) => sum + story.tries, 0)
  return { cuts: network.done, stories: stories.length, tries, size, faults }
}

async function tellUntil({ done }: Network, cuts: number, page: number): Promise<Story[]> {
  const stories: Story[] = []
  while (done.length < cuts) stories.push(await tell(`page ${page}, story ${stories.length}`))
  return stories
}

/** Both who listen on a desktop: the page, and the main process that calls the operator. */
function listen({ ask }: Network, before: number) {
  const heard = { page: [] as number[], main: [] as number[] }
  const stop = new AbortController()
  const { promise: opened, resolve } = Promise.withResolvers<void>()
  const page = follow(before, stop.signal, (seq) => heard.page.push(seq))
  const main = followEvents({
    ask: (path, signal) => ask(path, { signal }),
    signal: stop.signal,
    onOpen: resolve,
    onEntry: ({ seq }) => heard.main.push(seq),
    onLost: () => {},
    timer: quick,
  })
  return {
    heard,
    opened,
    async end() {
      stop.abort()
      await Promise.all([page, main])
    },
  }
}

/** A minute of waiting is half a second here. */
const quick = {
  now: () => performance.now() * 100,
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms / 100)
    return () => clearTimeout(timer)
  },
}
