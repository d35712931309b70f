import { Mark } from '../../../components/mark.tsx'

const outcomes: Readonly<Record<string, readonly [means: 'ok' | 'bad' | 'warn' | 'waiting', word: string]>> = {
  delivered: ['ok', 'arrived'],
  failed: ['bad', 'failed'],
  unknown: ['warn', 'not known whether it arrived: it is never sent twice'],
  pending: ['waiting', 'on its way'],
}

/** What became of a message, in a word and a shape. */
export function OutcomeMark({ outcome }: { outcome: string }) {
  const [means, word] = outcomes[outcome] ?? ['waiting' as const, outcome]
  return <Mark means={means}>{word}</Mark>
}
