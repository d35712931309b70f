import type { ReactNode } from 'react'

/** As high whatever is in it: what does not fit scrolls, also without a mouse. */
export function Pane({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section
      aria-label={name}
      className="h-33 overflow-y-auto px-3 pb-2 focus-visible:-outline-offset-2"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
      tabIndex={0}
    >
      {children}
    </section>
  )
}
