import { messageWords } from './message-words.ts'

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
  one same other about per minute minutes hour hours day days today yesterday again there here`.split(/\s+/),
)

/**
 * Finds which of the agents a message names, in whole words; the longest name first, so that `sales` is not
 * `sales-assistant`. Their words are looked at once, for as many messages as there are.
 */
export function agentFinder(agents: readonly string[]): (message: string) => string | null {
  const known = agents
    .map((agent) => ({ agent, lower: agent.toLowerCase(), words: messageWords(agent) }))
    .filter(({ words }) => words.length === 0 || isName(words))
  return (message) => {
    const said = messageWords(message)
    const text = message.toLowerCase()
    const named = known
      .map((each) => ({ ...each, literal: text.includes(each.lower) }))
      .filter(({ words, literal }) => (words.length > 0 ? contains(said, words) : literal))
    const best = named.sort((a, b) => lengthOf(b.words) - lengthOf(a.words) || Number(b.literal) - Number(a.literal))[0]
    return best?.agent ?? null
  }
}

export const agentNamed = (message: string, agents: readonly string[]): string | null => agentFinder(agents)(message)

const isName = (words: readonly string[]): boolean => words.some((word) => !ordinary.has(word))

const lengthOf = (words: readonly string[]): number => words.join('').length

const contains = (said: readonly string[], words: readonly string[]): boolean =>
  said.some((_, at) => words.every((word, i) => said[at + i] === word))

/** Whether it speaks of an agent that was named before: "what does it cost?", not "how are my agents?". */
export const refersBack = (message: string): boolean =>
  / (it|its|itself) | (this|that|the|same) (agent|one) /.test(` ${messageWords(message).join(' ')} `)
