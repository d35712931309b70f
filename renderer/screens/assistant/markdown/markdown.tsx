import { createContext, type ReactNode, useContext } from 'react'
import { type Components, defaultRemarkPlugins, type ExtraProps, Streamdown } from 'streamdown'
import { CodeBlock } from './code-block.tsx'
import { linkTargetOf } from './links.ts'
import { OutsideWords } from './outside-words.tsx'
import { remarkSourceRefs } from './source-refs.ts'

/** A row that a reply stands on, and where the console shows it. */
export type SourceLink = { ref: string; label: string; href: string }
type Around = {
  sources: readonly SourceLink[]
  isPlace: (pathname: string) => boolean
  /** Somebody pressed a link out of the console: shows them where it leads. */
  onOutside: (address: string) => void
}

const MarkdownContext = createContext<Around>({ sources: [], isPlace: () => false, onOutside: () => undefined })

type Own = ExtraProps & { children?: ReactNode }
const linkLook = 'rounded-s text-accent underline underline-offset-2'

function Anchor({ href, children }: Own & { href?: string | undefined }) {
  const { sources, isPlace, onOutside } = useContext(MarkdownContext)
  const target = linkTargetOf(href, isPlace)
  switch (target.kind) {
    case 'place':
      return (
        <a href={target.href} className={linkLook}>
          {children}
        </a>
      )
    case 'source': {
      const source = sources.find(({ ref }) => ref === target.ref)
      if (source === undefined) return <>[{target.ref}]</>
      return (
        <a href={source.href} title={source.label} className={`${linkLook} text-s`}>
          [{target.ref}]<span className="sr-only"> {source.label}</span>
        </a>
      )
    }
    case 'outside':
      return (
        <OutsideWords address={target.address} onPress={onOutside}>
          {children}
        </OutsideWords>
      )
    case 'none':
      return <>{children}</>
    default:
      return target satisfies never
  }
}

/** Nothing is fetched because a reply says so: a picture is named, and where it is. */
function Picture({ src, alt }: Own & { src?: string | Blob | undefined; alt?: string | undefined }) {
  const { onOutside } = useContext(MarkdownContext)
  const target = linkTargetOf(typeof src === 'string' ? src : undefined, () => false)
  const name = alt === undefined || alt.trim() === '' ? 'no name' : alt
  if (target.kind !== 'outside') return <span className="text-muted">[picture, not shown: {name}]</span>
  return (
    <span className="text-muted">
      [picture, not loaded: {name}, at{' '}
      <OutsideWords address={target.address} onPress={onOutside}>
        {target.address}
      </OutsideWords>
      ]
    </span>
  )
}

const heading = ({ children }: Own) => <p className="mt-3 mb-1.5 font-semibold">{children}</p>

// Every element that markdown can make, so that nothing looks or behaves as the library would have it.
const components: Components = {
  a: Anchor,
  img: Picture,
  // A reply is a part of the page: its headings do not join the page's own.
  h1: heading,
  h2: heading,
  h3: heading,
  h4: heading,
  h5: heading,
  h6: heading,
  p: ({ children }: Own) => <p className="my-2 first:mt-0 last:mb-0">{children}</p>,
  strong: ({ children }: Own) => <strong className="font-semibold">{children}</strong>,
  em: ({ children }: Own) => <em>{children}</em>,
  del: ({ children }: Own) => <del>{children}</del>,
  ul: ({ children }: Own) => <ul className="my-2 list-disc pl-5">{children}</ul>,
  ol: ({ children, start }: Own & { start?: number | undefined }) => (
    <ol start={start} className="my-2 list-decimal pl-6">
      {children}
    </ol>
  ),
  li: ({ children }: Own) => <li className="my-0.5">{children}</li>,
  input: ({ checked }: Own & { checked?: boolean | undefined }) => <span>{checked ? '[x] ' : '[ ] '}</span>,
  blockquote: ({ children }: Own) => (
    <blockquote className="my-2 border-l-2 border-line-strong pl-3 text-muted">{children}</blockquote>
  ),
  hr: () => <hr className="my-3 border-line" />,
  pre: ({ children }: Own) => <CodeBlock>{children}</CodeBlock>,
  code: ({ children }: Own) => (
    <code className="rounded-s border border-line bg-bg px-1 font-mono text-s break-words">{children}</code>
  ),
  inlineCode: ({ children }: Own) => (
    <code className="rounded-s border border-line bg-bg px-1 font-mono text-s break-words">{children}</code>
  ),
  table: ({ children }: Own) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody scrolls it by keyboard
    <section aria-label="Table" tabIndex={0} className="my-2 max-w-full overflow-x-auto">
      <table className="border-collapse text-s">{children}</table>
    </section>
  ),
  thead: ({ children }: Own) => <thead>{children}</thead>,
  tbody: ({ children }: Own) => <tbody>{children}</tbody>,
  tr: ({ children }: Own) => <tr>{children}</tr>,
  th: ({ children }: Own) => (
    <th scope="col" className="border border-line px-2 py-1 text-left font-semibold">
      {children}
    </th>
  ),
  td: ({ children }: Own) => <td className="border border-line px-2 py-1 align-top">{children}</td>,
  sup: ({ children }: Own) => <sup>{children}</sup>,
  sub: ({ children }: Own) => <sub>{children}</sub>,
  section: ({ children }: Own) => <div>{children}</div>,
}

const remarkPlugins = [...Object.values(defaultRemarkPlugins), remarkSourceRefs]
// None: without the one that reads HTML, tags are shown as the letters that they are.
const rehypePlugins: [] = []

/** A reply's words, safe while they come: no HTML of its own, no pictures, no link that leads somewhere unseen. */
export function Markdown({ text, live, ...around }: { text: string; live: boolean } & Around) {
  return (
    <MarkdownContext value={around}>
      <Streamdown
        mode={live ? 'streaming' : 'static'}
        parseIncompleteMarkdown={live}
        components={components}
        remarkPlugins={remarkPlugins}
        rehypePlugins={rehypePlugins}
        controls={false}
        linkSafety={{ enabled: false }}
        className="min-w-0 break-words"
      >
        {text}
      </Streamdown>
    </MarkdownContext>
  )
}
