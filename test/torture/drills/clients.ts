import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../random.ts'
import type { Target } from './plans.ts'

/** One request in bulk: what it asked, whether it names a key, and what it was told in the end. */
export type Asked = {
  state: string
  routes: readonly Target[]
  once: string | undefined
  told?: { recorded: { acknowledgement_id: string; route_ids: string[] }[]; refused: number }
  text?: string
}
export type Told = { asked: Asked[]; faults: string[] }

type Options = {
  key: string
  targets: readonly Target[]
  random: Random
  told: Told
  /** A server that may answer; it may be gone by the time it is asked. */
  url(): string
  onAnswer(): void
}

const path = '/runtime/go-pilot/rollback-drill-notifications/acknowledgements/bulk'
const rounds = ['acknowledged', 'escalated', 'resolved']
const chunk = 100
const workers = 3

/**
 * Answers everything, round after round, a hundred at a time. Whoever is not answered asks the same again until they are:
 * mostly under the same key, and else as somebody who has lost it, who is then told what was done already.
 */
export function startClients({ key, targets, random, told, url, onAnswer }: Options) {
  let stopped = false

  async function send(one: Asked): Promise<void> {
    const headers: Record<string, string> = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    if (one.once !== undefined) headers['idempotency-key'] = one.once
    const body = JSON.stringify({ acknowledgement_state: one.state, routes: one.routes, notes: 'All of us are on it.' })
    const response = await fetch(`${url()}${path}`, { method: 'POST', headers, body })
    const text = await response.text()
    if (response.status === 503) throw new Error(text)
    if (response.status !== 200) {
      told.faults.push(`${one.state} was answered with ${response.status} ${text.slice(0, 300)}`)
      return
    }
    if (one.text !== undefined && one.once !== undefined && one.text !== text)
      told.faults.push(`${one.once} was answered with other bytes the second time`)
    one.text ??= text
    const { acknowledgements, errors } = JSON.parse(text) as {
      acknowledgements: { acknowledgement_id: string; route_ids: string[] }[]
      errors: { code: string; detail: string }[]
    }
    one.told ??= { recorded: acknowledgements, refused: errors.length }
    // A request is done as a whole: none of it was, or all of it was, should its first answer have been lost.
    if (errors.length > 0 && (acknowledgements.length > 0 || one.once !== undefined))
      told.faults.push(
        `${one.state}: ${acknowledgements.length} were done and ${errors.length} refused: ${errors[0]?.detail}`,
      )
    const other = errors.find(({ detail }) => detail !== `It is ${one.state} already.`)
    if (other) told.faults.push(`${one.state}: ${other.code} ${other.detail}`)
    onAnswer()
  }

  async function ask(one: Asked): Promise<void> {
    told.asked.push(one)
    while (!stopped && one.told === undefined && told.faults.length === 0) {
      const sent = send(one)
      await sent.catch(() => delay(10))
    }
  }

  async function answerAll(): Promise<void> {
    for (const [round, state] of rounds.entries()) {
      const waiting: Asked[] = []
      for (let from = 0; from < targets.length; from += chunk) {
        const once = random.chance(0.8) ? `${state}-${from}` : undefined
        waiting.push({ state, routes: targets.slice(from, from + chunk), once })
      }
      const work = async () => {
        for (let one = waiting.shift(); one && !stopped; one = waiting.shift()) await ask(one)
      }
      await Promise.all(Array.from({ length: workers }, work))
      if (stopped || round === rounds.length - 1) return
    }
  }

  const finished = answerAll()
  return {
    finished,
    /** Asks again what was answered already under a key: what was told is compared. */
    askAgain: async (count: number) => {
      const kept = told.asked.filter(({ once, text }) => once !== undefined && text !== undefined).slice(-count)
      await Promise.all(kept.map((one) => send(one).catch(() => {})))
    },
    stop: async () => {
      stopped = true
      await finished
    },
  }
}
