import { CircleAlert, CircleCheck, CircleDashed, CircleMinus, CircleX, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type Meaning = 'ok' | 'warn' | 'bad' | 'neutral' | 'waiting'

const marks: Record<Meaning, [LucideIcon, string]> = {
  ok: [CircleCheck, 'text-ok'],
  warn: [CircleAlert, 'text-warn'],
  bad: [CircleX, 'text-bad'],
  neutral: [CircleMinus, 'text-faint'],
  waiting: [CircleDashed, 'text-muted'],
}

/** A status: always a mark and a word, never a colour alone. */
export function Mark({ means, children }: { means: Meaning; children: ReactNode }) {
  const [Icon, colour] = marks[means]
  return (
    <span className="inline-flex items-center gap-1.5">
      <Icon size={14} aria-hidden className={`shrink-0 ${colour}`} />
      <span className={means === 'neutral' ? 'text-muted' : colour}>{children}</span>
    </span>
  )
}

const tags = { plain: 'border-line-strong text-muted', warn: 'border-dashed border-warn text-warn' } as const

export function Tag({ kind = 'plain', children }: { kind?: keyof typeof tags; children: ReactNode }) {
  return (
    <span className={`rounded-s border px-1.5 text-xs leading-[1.5] whitespace-nowrap ${tags[kind]}`}>{children}</span>
  )
}
