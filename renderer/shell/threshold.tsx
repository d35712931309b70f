import type { ReactNode } from 'react'

/** The bare page before there is a connection: no band, because nothing can be changed from here. */
export function Threshold({ children }: { children: ReactNode }) {
  return <main className="h-full overflow-y-auto">{children}</main>
}

/** The same frame that index.html paints before any script has run: nothing moves when the console takes over. */
export function FrameWaiting() {
  return (
    <main className="frame" aria-busy>
      <div className="frame-band" />
      <div className="frame-top">
        <span className="brand">Countersign</span>
      </div>
      <div className="frame-rail" />
      <p role="status" className="sr-only">
        Asking the server…
      </p>
    </main>
  )
}
