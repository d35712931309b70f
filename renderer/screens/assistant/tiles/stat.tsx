import type { ReactNode } from 'react'

type Props = { name: string; children: ReactNode; means?: 'plain' | 'warn' | 'bad'; says?: string | undefined }
const looks = { plain: '', warn: 'text-warn', bad: 'text-bad' } as const

/** One number with its name. What is worth alarm says so beside it, and not by its colour alone. */
export function Stat({ name, children, means = 'plain', says }: Props) {
  return (
    <div className="min-w-16">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className={`text-l leading-snug font-semibold ${looks[means]}`}>
        {children}
        {says !== undefined && <span className="text-xs font-normal"> ({says})</span>}
      </dd>
    </div>
  )
}

export function Stats({ children }: { children: ReactNode }) {
  return <dl className="flex flex-wrap gap-x-6 gap-y-1.5">{children}</dl>
}

/** Where there is nothing to show, a tile says so and why. */
export function Nothing({ children }: { children: ReactNode }) {
  return (
    <p role="note" className="text-muted">
      {children}
    </p>
  )
}
