import type { ActionType } from '../../../shared/domain/action-policy.ts'
import { isOneLine } from '../../../shared/domain/one-line.ts'
import type { TraceRowView } from '../fleet/views.ts'
import type { Switch } from './other-model.ts'

type Said = { [name: string]: string | number }

/**
 * What a runner needs beside the target. From the trace only what identifies it; anything else the person's own words
 * must have said.
 */
export function payloadOf(
  type: ActionType,
  message: string,
  { agent, trace_id }: Pick<TraceRowView, 'agent' | 'trace_id'>,
  other: Switch | null,
): Said {
  return { agent, trace_id, ...saidOf(type, message, other) }
}

function saidOf(type: ActionType, message: string, other: Switch | null): Said {
  switch (type) {
    case 'throttle':
      return counted('requests_per_minute', message, perMinute)
    case 'scale_down':
      return counted('to', message, scaledTo)
    case 'tag_trace':
      return taggedIn(message)
    case 'disable_flag':
      return named(
        'flag',
        message,
        /\bflag:?\s+["'“”‘’`]?((?=[^\s]*[-_.:])[\p{L}\p{N}][\p{L}\p{N}._:-]{0,99}[\p{L}\p{N}])/iu,
      )
    case 'switch_model':
      return {
        ...(other?.from == null ? {} : { from: other.from }),
        ...(other?.to == null ? {} : { to: other.to }),
      }
    case 'kill_run':
    case 'rollback_deploy':
    case 'alert':
    case 'create_incident':
      return {}
    default:
      return type satisfies never
  }
}

/** Within one clause, and before it gives a reason: what is instructed, and not what is told. */
const inClause = String.raw`(?:(?!\b(?:because|since|as|after|when|while|which|that|who|it(?:['’]?s| is| was| did| went| made))\b)(?:[^.:;!?,\n]|[.:](?=\S))){0,200}?`
const perMinute = new RegExp(
  String.raw`\bthrottl\w*\b${inClause}(?<!\bup\s+)\b(?:to|at)\s+(\d{1,7})\s*(?:rpm\b|(?:requests?|calls?)?\s*(?:per|an?|/)\s*min(?:ute)?\b)`,
  'iu',
)
const scaledTo = new RegExp(
  String.raw`\b(?:down)?scale\b${inClause}\bto\s+(\d{1,7})(?![\p{L}\p{N}%]|[.,]\d|\s*%)`,
  'iu',
)

/** What stands in quotes, or the words behind "as": one or two of them, else the first. */
const tagStart = String.raw`\btag\b${inClause}`
const quoted = new RegExp(
  `${tagStart}(?:as\\s+)?(?<![\\p{L}\\p{N}])["“‘'\`]([\\p{L}\\p{N}][^"”’'\`\\n]{0,99})["”’'\`](?![\\p{L}\\p{N}])`,
  'iu',
)
const behindAs = new RegExp(
  String.raw`${tagStart}\bas\s+(?!(?:soon|well|before|usual|always|needed|fast|quickly)\b)(?=[\p{L}\p{N}])((?:[^.:;!?,\s"“”‘’]|[.:](?=\S)){1,100}(?:[ \t]+(?!(?:please|now|because|since|so|and|or|but|then|for|in|on|with|when|if|until|to)\b)[\p{L}\p{N}][\p{L}\p{N}._-]*)*)`,
  'iu',
)

function taggedIn(message: string): Said {
  const text = message.normalize('NFKC')
  const words = behindAs.exec(text)?.[1]?.split(/[ \t]+/) ?? []
  const found = quoted.exec(text)?.[1] ?? (words.length <= 2 ? words.join(' ') : words[0])
  return found && isOneLine(found) ? { tag: found.slice(0, 100) } : {}
}

function counted(name: string, message: string, words: RegExp): Said {
  const found = words.exec(message.normalize('NFKC'))?.[1]
  return found === undefined ? {} : { [name]: Number(found) }
}

function named(name: string, message: string, words: RegExp): Said {
  const found = words.exec(message.normalize('NFKC'))?.[1]
  return found === undefined || !isOneLine(found) ? {} : { [name]: found }
}
