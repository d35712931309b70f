import { clauseEnd, messageWords } from './message-words.ts'

/**
 * Words that people say to the assistant anyway. An agent names itself: one that calls itself "it" must not become what
 * "throttle it" is about.
 */
const ordinary = new Set(
  `a an the this that these those it its itself they them their my our your me us you i we and or but so then not no now
  please of on in to at for from by with as is are was were be do does did can could should would will what which who why
  how when where much many all any every each some last latest recent newest most first show list give see open display
  trace traces span spans step steps run runs agent agents fleet cost costs spend spent spending error errors failure rate
  rates latency p95 p 95 status alert alerts anomaly anomalies paged violation violations amber red green constitutional
  compliance compliant eu ai act soc 2 soc2 throttle kill rollback roll back swap switch change model models cheaper smaller
  disable turn off flag flags scale down downscale tag send raise out up pause paused resume stop approve reject yes ok hello
  drill drills deploy deploys deployment deployments request requests call calls limit because off
  one same other about per minute minutes hour hours day days today yesterday again there here`.split(/\s+/),
)

/** Whom a message names, in its order; and whom it only says that it does not mean. */
export type Named = { agents: string[]; excluded: string[] }

/**
 * Finds which of the agents a message names, in whole words. Where two names share words the longer one is meant, so that
 * `sales` is not `sales-assistant`; where a message names several, none of them counts for more. The agents' words are
 * looked at once, for as many messages as there are.
 */
export function agentFinder(agents: readonly string[]): (message: string) => Named {
  const known = agents
    .map((agent) => ({ agent, lower: agent.toLowerCase(), words: nameWords(agent) }))
    .filter(({ words }) => words.length === 0 || isName(words))
  return (message) => {
    const said = nameWords(message)
    const text = message.toLowerCase()
    const places = known.flatMap(({ agent, lower, words }) => {
      const written = message.includes(agent) ? 2 : text.includes(lower) ? 1 : 0
      // A name without any letter is no word of the message: it only stands in it.
      if (words.length === 0)
        return written > 0 ? [{ agent, at: text.indexOf(lower) - text.length, words, written }] : []
      return placesOf(said, words).map((at) => ({ agent, at, words, written }))
    })
    const meant = places.filter((place) => !places.some((other) => isCovered(place, other)))
    const inOrder = meant.toSorted((a, b) => a.at - b.at)
    const [excluded, named] = [true, false].map((no) =>
      inOrder.filter(({ at }) => isExcluded(said, at) === no).map(({ agent }) => agent),
    )
    const names = new Set(named)
    return { agents: [...names], excluded: [...new Set(excluded)].filter((agent) => !names.has(agent)) }
  }
}

type Place = { at: number; words: readonly string[]; written: number }

/** Whether another name says the same words, and more of them, or as they are written. */
function isCovered(place: Place, other: Place): boolean {
  const overlap = place.at < other.at + other.words.length && other.at < place.at + place.words.length
  const more = lengthOf(other.words) - lengthOf(place.words) || other.written - place.written
  return overlap && more > 0
}

const nots = new Set(
  'not|no|never|dont|shouldnt|mustnt|neednt|wont|without|nor|neither|except|excluding|unlike|instead|than'.split('|'),
)
const turns = new Set([clauseEnd, 'but', 'so', 'then', 'please', 'yet'])

/** "Kill sales, not research-agent": a no before it in its clause. */
function isExcluded(said: readonly string[], at: number): boolean {
  const before = said.slice(0, Math.max(0, at))
  return before.slice(before.findLastIndex((word) => turns.has(word)) + 1).some((word) => nots.has(word))
}

/** Whose run it is does not change a name: "research-agent's run". */
const possessives = /['’ʼ‘＇]s(?![\p{L}\p{N}])/giu
const nameWords = (text: string): string[] => messageWords(text.replaceAll(possessives, ''))

const isName = (words: readonly string[]): boolean => words.some((word) => !ordinary.has(word))

const lengthOf = (words: readonly string[]): number => words.join('').length

const placesOf = (said: readonly string[], words: readonly string[]): number[] =>
  said.flatMap((_, at) => (words.every((word, i) => said[at + i] === word) ? [at] : []))

/** Whether it speaks of an agent that was named before: "what does it cost?", not "how are my agents?". */
export const refersBack = (message: string): boolean =>
  / (it|its|itself) | (this|that|the|same) (agent|one) /.test(` ${messageWords(message).join(' ')} `)
