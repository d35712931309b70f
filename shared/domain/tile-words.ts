import type { ActionType } from './action-policy.ts'
import { type TileKind, tileKinds } from './assistant.ts'
import { clauseEnd, messageWords } from './message-words.ts'

/** What a message asks to see, in the order in which it is shown, and the one thing that it asks to be done. */
export type TileWords = { tiles: TileKind[]; proposal: { type: ActionType } | null }

/**
 * A table of words, read from left to right: words that are there one behind the other; `a|b` either; `…3` up to three
 * others between, of the same clause.
 */
const shown: readonly [TileKind, readonly string[]][] = [
  [
    'trace_link',
    [
      'last|latest|recent|newest …3 trace|traces',
      'show|open|see …3 trace|traces',
      'trace|traces of the last|latest|recent',
    ],
  ],
  ['span_list', ['show|list|see|give|display …4 span|spans|step|steps', 'spans']],
  ['cost_chart', ['cost|costs|costing|spend|spends|spent|spending', 'how much']],
  ['rule_violation', ['violation|violations|violate|violates|violated|violating|amber|constitutional']],
  [
    'fleet_status',
    [
      'fleet|fleets|latency|latencies|p95',
      'p 95',
      'error|failure rate|rates',
      'how are|is …3 agent|agents',
      'hows|howre …3 agent|agents',
      'how are|is …4 doing|going|performing',
    ],
  ],
  ['anomaly_alert', ['alert|alerts|anomaly|anomalies|anomalous|paged|paging']],
  ['compliance_score', ['compliance|compliant|soc2', 'eu ai act', 'ai act', 'soc 2']],
]

const done: readonly [ActionType, readonly string[]][] = [
  ['throttle', ['throttle']],
  ['kill_run', ['kill']],
  ['rollback_deploy', ['rollback', 'roll …4 back']],
  ['disable_flag', ['disable …4 flag|flags', 'turn|switch off …4 flag|flags', 'turn|switch …3 flag|flags …2 off']],
  [
    'switch_model',
    [
      'swap|switch|change …6 model|models',
      'model|models swap|switch',
      'cheaper|smaller …1 model|models',
      'swap|switch …5 to gpt|claude|gemini|llama|mistral|qwen|deepseek',
    ],
  ],
  ['scale_down', ['scale …2 down', 'scale the|my|our|its …3 down', 'downscale']],
  ['tag_trace', ['tag …4 trace|traces', 'tag it|this|that']],
  ['alert', ['send|raise out an|the|another alert|alerts', 'send|raise …3 alert|alerts']],
]

/** Pure: the words of a message decide, and nothing that a model or a trace says. */
export function tileWords(message: string): TileWords {
  const words = messageWords(message)
  const proposal = proposalOf(words)
  const asked = new Set(shown.filter(([, ways]) => ways.some((way) => findAll(words, way).length > 0)).map(kindOf))
  if (proposal) asked.add('deployment_action')
  // The same action, seen from its other side: what it would cost.
  if (proposal?.type === 'switch_model') asked.add('model_switch')
  return { tiles: tileKinds.filter((kind) => asked.has(kind)), proposal }
}

const kindOf = ([kind]: (typeof shown)[number]): TileKind => kind

/** The first thing that it says to do. What it says not to do is none. */
function proposalOf(words: readonly string[]): TileWords['proposal'] {
  const places = done.flatMap(([type, ways]) =>
    ways.flatMap((way) => findAll(words, way).map((at) => ({ type, at, allowed: isMeant(words, at) }))),
  )
  const first = places.filter(({ allowed }) => allowed).reduce<(typeof places)[number] | null>(earlier, null)
  return first && { type: first.type }
}

const earlier = <P extends { at: number }>(best: P | null, place: P): P =>
  best === null || place.at < best.at ? place : best

const never = new Set(
  'not|no|never|dont|doesnt|didnt|wont|wouldnt|shouldnt|couldnt|mustnt|neednt|cant|cannot|isnt|arent|without|nor|neither|rather'.split(
    '|',
  ),
)
/** Just before a word, these undo it: "stop the rollback". */
const undone = new Set(
  'un|undo|stop|cancel|abort|avoid|prevent|remove|lift|end|revert|instead|than|before|after'.split('|'),
)
/** What asks about the past, or what a word means, where a clause opens with it; "can you" and "should we" ask for it. */
const questions = new Set(
  'who|what|why|when|which|whose|where|how|is|are|was|were|did|does|has|had|isnt|arent|wasnt|werent|didnt|doesnt|hasnt|hadnt|whos|whats|whys|whens|wheres|hows|whod|whatd|whyd'.split(
    '|',
  ),
)
/** What may stand before the first word that counts. */
const openings = new Set('and|so|or|also|but|then|now|well|ok|okay|hey|hi|hello|yes|just|tell|me'.split('|'))
/** A new thought within one clause. */
const turns = new Set([clauseEnd, 'but', 'so', 'then', 'please', 'yet', 'and'])

const isMeant = (words: readonly string[], at: number): boolean =>
  !isForbidden(words, at) && !isAskedAbout(words, at) && !isSomethingElse(words, at)

/** "Who did the rollback?", "is the throttle approved?" But "how about a rollback?" asks for one. */
function isAskedAbout(words: readonly string[], at: number): boolean {
  const before = words.slice(0, at)
  const clause = before.slice(before.findLastIndex((word) => word === clauseEnd || word === 'please') + 1)
  const [first = '', second] = clause.filter((_, i) => clause.slice(0, i + 1).some((each) => !openings.has(each)))
  return questions.has(first) && !(first === 'how' && second === 'about')
}

/** Rollback drills are a place of this product; what is rolled out, and comes back some other way, is not rolled back. */
const isSomethingElse = (words: readonly string[], at: number): boolean =>
  /^(rollback|roll back) drills?\b|^roll .*?\bout\b.*?\bback\b/.test(words.slice(at, at + 6).join(' '))

/** Whether its clause forbids it, or it is spoken of as something to be undone. In doubt, nothing is proposed. */
function isForbidden(words: readonly string[], at: number): boolean {
  const before = words.slice(0, at).reverse()
  const near = before.slice(0, 3)
  const nearEnd = near.findIndex((word) => turns.has(word))
  if (near.slice(0, nearEnd < 0 ? undefined : nearEnd).some((word) => undone.has(word))) return true
  // "Do not throttle and kill it": an "and" carries a no on.
  const end = before.findIndex((word) => word !== 'and' && turns.has(word))
  return before.slice(0, end < 0 ? undefined : end).some((word) => never.has(word))
}

type Piece = { words: ReadonlySet<string>; gap: number }

const pieces = new Map<string, Piece[]>()
function piecesOf(way: string): Piece[] {
  const known = pieces.get(way)
  if (known) return known
  const made: Piece[] = []
  let gap = 0
  for (const part of way.split(' ')) {
    if (part.startsWith('…')) gap = Number(part.slice(1))
    else {
      made.push({ words: new Set(part.split('|')), gap })
      gap = 0
    }
  }
  pieces.set(way, made)
  return made
}

/** Where a way of saying it begins in the words. */
function findAll(words: readonly string[], way: string): number[] {
  const [first, ...rest] = piecesOf(way)
  return words.flatMap((word, at) => (first?.words.has(word) && follows(words, at + 1, rest) ? [at] : []))
}

function follows(words: readonly string[], from: number, [next, ...rest]: readonly Piece[]): boolean {
  if (next === undefined) return true
  for (let at = from; at <= from + next.gap && at < words.length; at++) {
    const word = words[at] ?? clauseEnd
    if (next.words.has(word) && follows(words, at + 1, rest)) return true
    if (word === clauseEnd) return false
  }
  return false
}
