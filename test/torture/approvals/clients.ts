import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../random.ts'
import type { People, Person } from './people.ts'
import type { Answer, Asked, Told } from './told.ts'

type Options = Pick<People, 'operator' | 'approvers'> & {
  told: Told
  random: Random
  /** A server that may answer; it may be gone by the time it is asked. */
  url(): string
  onAnswer(): void
}

const path = '/api/v1/deployments/actions'
const wanted = [
  { type: 'alert', mode: 'supervised' },
  { type: 'throttle', mode: 'supervised' },
  { type: 'kill_run', mode: 'supervised' },
]
/** How many proposals are open before more are made. */
const supply = 12

/**
 * One who proposes, and approvers who all go for the same proposals: tier 1 and 2 want one of them, tier 3 two. Whoever is
 * not answered asks the same again, under the same key, until they are; some ask twice at once.
 */
export function startClients({ operator, approvers, told, random, url, onAnswer }: Options) {
  const open: { id: string; target: string; digest: string; left: Set<string> }[] = []
  let stopped = false
  let made = 0

  async function send(one: Asked, by: Person): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${by.key}`,
      'content-type': 'application/json',
      'idempotency-key': one.key,
    }
    const response = await fetch(`${url()}${one.path}`, { method: 'POST', headers, body: one.body })
    const answer = { status: response.status, body: await response.text() }
    // One that is stopping, or whose database has just gone, has not decided anything.
    if (answer.status === 503) throw new Error(answer.body)
    told.answer(one, answer)
    onAnswer()
    return answer
  }

  async function ask(one: Asked, by: Person): Promise<Answer | undefined> {
    told.ask(one)
    const twice = random.chance(0.2)
    while (!stopped) {
      const answers = await Promise.allSettled([send(one, by), ...(twice ? [send(one, by)] : [])])
      for (const answer of answers) if (answer.status === 'fulfilled') return answer.value
      await delay(10)
    }
    return undefined
  }

  async function propose(): Promise<void> {
    while (!stopped) {
      if (open.length >= supply) {
        await delay(2)
        continue
      }
      made += 1
      const target = `run-${made}-${random.between(0, 1_000_000)}`
      const body = JSON.stringify({ ...random.pick(wanted), target_ref: target, reason: 'It has to go' })
      const answer = await ask({ key: `propose-${target}`, who: operator.name, path, body, about: target }, operator)
      if (answer?.status !== 201) continue
      const { id, proposal_digest } = JSON.parse(answer.body) as { id: string; proposal_digest: string }
      open.push({ id, target, digest: proposal_digest, left: new Set(approvers.map(({ name }) => name)) })
    }
  }

  async function approve(by: Person): Promise<void> {
    while (!stopped) {
      const mine = open.filter(({ left }) => left.has(by.name))
      if (mine.length === 0) {
        await delay(2)
        continue
      }
      const action = random.pick(mine)
      action.left.delete(by.name)
      if (action.left.size === 0) open.splice(open.indexOf(action), 1)
      const { id, target, digest } = action
      const body = JSON.stringify({ confirmation: target.slice(0, 8), note: 'I looked', proposal_digest: digest })
      await ask({ key: `${by.name}-${id}`, who: by.name, path: `${path}/${id}/approve`, body, about: id }, by)
    }
  }

  const all = [operator, ...approvers]
  const working = Promise.all([propose(), propose(), ...approvers.flatMap((by) => [approve(by), approve(by)])])
  return {
    /** Asks again what was answered already, the latest first: what was told is compared. */
    async askAgain(count: number): Promise<void> {
      const latest = told.answered().slice(-count)
      await Promise.all(latest.map((one) => send(one, all.find(({ name }) => name === one.who) ?? operator)))
    },
    async stop(): Promise<void> {
      stopped = true
      await working
    },
  }
}
