import { Children, isValidElement, type ReactNode } from 'react'
import { CopyButton } from '../../../components/copy-button.tsx'

/** Code as it is, to be copied whole. It may come from telemetry or from a model: nothing here runs it. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const code = wordsOf(children).replace(/\n$/, '')
  return (
    <div className="my-2 flex items-start overflow-hidden rounded-m border border-line bg-bg">
      <section
        aria-label="Code"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody scrolls it by keyboard
        tabIndex={0}
        className="max-h-96 min-w-0 flex-1 overflow-auto px-3 py-2 font-mono text-s focus-visible:-outline-offset-2"
      >
        <pre>
          <code>{code}</code>
        </pre>
      </section>
      <CopyButton text={code} what="this code" className="m-1 shrink-0" />
    </div>
  )
}

function wordsOf(node: ReactNode): string {
  return Children.toArray(node)
    .map((child) => {
      if (typeof child === 'string' || typeof child === 'number') return String(child)
      return isValidElement<{ children?: ReactNode }>(child) ? wordsOf(child.props.children) : ''
    })
    .join('')
}
