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
      return counted('requests_per_minute', message, /(\d{1,7})\s*(?:requests?|calls?|rpm\b|\/\s*min)/i)
    case 'scale_down':
      return counted('to', message, /\bdown\s+to\s+(\d{1,7})\b/i)
    case 'tag_trace':
      return named('tag', message, /\b(?:as|with)\s+["'“”‘’`]?([\p{L}\p{N}][\p{L}\p{N}._-]{0,99})/iu)
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

function counted(name: string, message: string, words: RegExp): Said {
  const found = words.exec(message.normalize('NFKC'))?.[1]
  return found === undefined ? {} : { [name]: Number(found) }
}

function named(name: string, message: string, words: RegExp): Said {
  const found = words.exec(message.normalize('NFKC'))?.[1]
  return found === undefined || !isOneLine(found) ? {} : { [name]: found }
}
