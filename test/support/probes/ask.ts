import { ownPlaceholder, type Probe, placeholder } from './plan.ts'
import { canary, type World } from './world.ts'

type Answer = { status: number; headers: string; body: string }

/** What two answers to the very same question differ in. */
const ofTheAnswer = ['date', 'x-request-id', 'content-security-policy']

/** Undefined where nobody could tell which of the two is a row of somebody else; else what tells. */
export async function tellsApart(
  world: World,
  probe: Probe,
  heard: (status: number) => void,
): Promise<string | undefined> {
  const [theirs, nobodys] = [await answerTo(world, probe, probe.theirs), await answerTo(world, probe, probe.nobodys)]
  heard(theirs.status)
  const seen = foreignIn(world, probe, theirs)
  if (seen !== undefined) return `${probe.says}: the answer says ${seen}`
  const [one, other] = [JSON.stringify(theirs), JSON.stringify(nobodys)]
  if (one === other) return undefined
  const from = Math.max(0, [...one].findIndex((letter, i) => letter !== other[i]) - 80)
  return `${probe.says}: ${theirs.status}, not ${nobodys.status}:\n    …${one.slice(from, from + 300)}\n    …${other.slice(from, from + 300)}`
}

async function answerTo(world: World, probe: Probe, asked: string): Promise<Answer> {
  const { as, method, body, writes } = probe
  const place = writes ? await world.elsewhere(as) : undefined
  const own = place && probe.own !== undefined ? await place.ownRow(probe.own) : ''
  const filled = (text: string) => text.replaceAll(placeholder, asked).replaceAll(ownPlaceholder, own)
  const path = filled(probe.path)
  const headers = Object.entries(probe.headers).map(([name, value]): [string, string] => [name, filled(value)])
  const sent = body === undefined || method === 'GET' ? {} : { body: filled(body) }
  const response = await world.app.ask(path, { method, key: place?.bearer ?? as.bearer, headers, ...sent })
  const text = await textOf(response)
  // What was changed or made of ours is new each time: its ids and digests, and how long the ledger is.
  const plain = (each: string) => (place ? inOrder(withoutNews(each.replaceAll(place.workspace, '<workspace>'))) : each)
  const kept = [...response.headers].filter(([name]) => !ofTheAnswer.includes(name)).sort()
  const said = (each: string) => plain(each.replaceAll(asked, placeholder))
  return { status: response.status, headers: said(JSON.stringify(kept)), body: said(text) }
}

const withoutNews = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/(sha256:|whsec_)?[A-Za-z0-9+/=_-]{40,}/g, '<digest>')
    .replaceAll(/\d+/g, '#')

/** What is told by a salted digest stands in no order. */
function inOrder(text: string): string {
  if (!text.includes('"<digest>":')) return text
  return text
    .split(/(?=[{}])/)
    .sort()
    .join('')
}

/** A stream goes on for ever: its beginning says what there is to say. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text()
  const reader = response.body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return Buffer.from(first?.value ?? []).toString('utf8')
}

function foreignIn({ theirIds }: World, { theirs }: Probe, { headers, body }: Answer): string | undefined {
  const others = [...theirIds.values()].filter((id) => id !== theirs)
  return [canary, ...others].find((each) => body.includes(each) || headers.includes(each))
}
