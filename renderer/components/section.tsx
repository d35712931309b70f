import type { ReactNode } from 'react'

export function Section({ title, says, children }: { title: string; says?: ReactNode; children: ReactNode }) {
  return (
    <section className="mb-8">
      <h2 className="text-m font-semibold">{title}</h2>
      {says !== undefined && <p className="mt-0.5 mb-2 max-w-160 text-muted">{says}</p>}
      <div className="mt-2">{children}</div>
    </section>
  )
}
