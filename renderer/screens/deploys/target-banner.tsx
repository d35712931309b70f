import { type ReactNode, useEffect, useRef } from 'react'
import type { Surface } from '../../deploys-api.ts'
import { environmentShapes, environmentWords } from '../../state/environments.ts'

type Props = {
  environment: Surface['environment']
  app: string
  /** What is done there. */
  children?: ReactNode
  aside?: ReactNode
}

const heading = 'deploy-target'
/** Where the focus goes when what had it is gone. */
export const targetHeading = (): HTMLElement | null => document.getElementById(heading)

/** Where it leads, on every step of the way: nobody deploys to production without having read the word. */
export function TargetBanner({ environment, app, children, aside }: Props) {
  const title = useRef<HTMLHeadingElement>(null)
  // Whoever came by keyboard goes on from here, and not from the top of the window.
  useEffect(() => {
    if (document.activeElement === document.body) title.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div
      data-env={environment}
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b-2 border-env bg-surface px-4 py-2"
    >
      <span className="inline-flex items-center gap-2 rounded-s border-2 border-env px-2 text-l font-bold tracking-wider uppercase">
        <span aria-hidden className="text-env">
          {environmentShapes[environment]}
        </span>
        {environmentWords[environment]}
      </span>
      <div className="min-w-0">
        <h2
          ref={title}
          id={heading}
          tabIndex={-1}
          className="w-fit rounded-s font-mono text-l font-semibold break-all outline-offset-2"
        >
          {app}
        </h2>
        {children !== undefined && <div className="text-s text-muted">{children}</div>}
      </div>
      <div className="ml-auto flex flex-wrap items-center gap-2">{aside}</div>
    </div>
  )
}
