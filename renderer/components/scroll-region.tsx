import type { ReactNode, Ref } from 'react'

type Props = { label: string; className?: string; ref?: Ref<HTMLElement>; onScroll?: () => void; children: ReactNode }

/** What is scrolled in its own place: who has no mouse gets into it by Tab, and scrolls it by the arrow keys. */
export function ScrollRegion({ label, className = '', ref, onScroll, children }: Props) {
  return (
    <section
      ref={ref}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody scrolls it by keyboard
      tabIndex={0}
      onScroll={onScroll}
      className={`overflow-y-auto focus-visible:-outline-offset-2 ${className}`}
    >
      {children}
    </section>
  )
}
