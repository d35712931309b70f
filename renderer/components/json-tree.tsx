import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Json } from '../../shared/domain/entry.ts'

/** What is nested deeper than this starts folded. */
const unfolded = 2

/** JSON to read: folds where it nests, keeps its text selectable, and needs no mouse. */
export function JsonTree({ value }: { value: Json }) {
  return (
    <div className="rounded-m border border-line bg-bg py-1.5 font-mono text-s leading-[1.55]">
      <Part value={value} depth={0} />
    </div>
  )
}

function Part({ name, value, depth }: { name?: string; value: Json; depth: number }) {
  const [open, setOpen] = useState(depth < unfolded)
  const label = name === undefined ? null : <Name>{name}</Name>
  if (value === null || typeof value !== 'object') {
    return (
      <Line depth={depth}>
        {label}
        <Leaf value={value} />
      </Line>
    )
  }
  const parts: [string, Json][] = Object.entries(value)
  const [left, right] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) {
    return (
      <Line depth={depth}>
        {label}
        <span className="text-muted">{`${left}${right}`}</span>
      </Line>
    )
  }
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        style={indent(depth)}
        className="flex w-full items-start pr-3 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChevronRight size={12} aria-hidden className={`mt-[3px] shrink-0 text-faint ${open ? 'rotate-90' : ''}`} />
        <span className="min-w-0 pl-0.5">
          {label}
          <span className="text-muted">{open ? left : `${left}…${right}`}</span>
          {!open && <span className="pl-1.5 text-faint">{sizeOf(parts.length, Array.isArray(value))}</span>}
        </span>
      </button>
      {open && (
        <>
          {parts.map(([key, part]) => (
            <Part key={key} name={key} value={part} depth={depth + 1} />
          ))}
          <Line depth={depth}>
            <span className="text-muted">{right}</span>
          </Line>
        </>
      )}
    </div>
  )
}

const indent = (depth: number) => ({ paddingLeft: 6 + depth * 14 })

function Line({ depth, children }: { depth: number; children: ReactNode }) {
  return (
    <div style={indent(depth)} className="pr-3">
      <div className="pl-3.5 break-words">{children}</div>
    </div>
  )
}

function Name({ children }: { children: string }) {
  return (
    <span className="text-muted">
      {children}
      <span className="text-faint">: </span>
    </span>
  )
}

function Leaf({ value }: { value: null | boolean | number | string }) {
  if (typeof value === 'string') return <span className="text-ink">{JSON.stringify(value)}</span>
  return <span className="text-accent">{String(value)}</span>
}

const sizeOf = (count: number, isList: boolean): string =>
  `${count} ${isList ? 'item' : 'field'}${count === 1 ? '' : 's'}`
