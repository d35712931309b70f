import { Fragment, useMemo, useState } from 'react'
import { type ChangeData, Decoration, Diff, type GutterOptions, Hunk, markEdits, tokenize } from 'react-diff-view'
import { Button } from './button.tsx'
import { count } from './clock.ts'
import './diff-view.css'
import { firstLines, readPatch } from './diff-view-patch.ts'

/** So many lines are drawn at once: more would hold up the page. */
const step = 400

type Props = { patch: string; view: 'unified' | 'split' }

/** What changes in one file, to be read. Each changed line has its sign: a colour alone says nothing to many. */
export function DiffView({ patch, view }: Props) {
  const [most, setMost] = useState(step)
  const read = useMemo(() => readPatch(patch), [patch])
  const hunks = useMemo(() => firstLines(read.hunks, most), [read, most])
  const tokens = useMemo(() => {
    const isLong = hunks.some(({ changes }) => changes.some(({ content }) => content.length > 500))
    return isLong || most > 4 * step ? null : tokenize(hunks, { enhancers: [markEdits(hunks, { type: 'block' })] })
  }, [hunks, most])
  return (
    <div className="min-w-0">
      {read.heads.length > 0 && (
        <ul className="border-b border-line px-3 py-1.5 font-mono text-s text-muted">
          {read.heads.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      {hunks.length > 0 && (
        <Diff
          diffType="modify"
          viewType={view}
          hunks={hunks}
          tokens={tokens}
          gutterType="default"
          renderGutter={gutter}
          optimizeSelection
        >
          {(drawn) =>
            drawn.map((hunk, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the hunks of a patch are in its order, and stay in it
              <Fragment key={place}>
                <Decoration>
                  <div className="diff-hunk-head">{hunk.content}</div>
                </Decoration>
                <Hunk hunk={hunk} />
              </Fragment>
            ))
          }
        </Diff>
      )}
      {hunks.length === 0 && read.note === null && (
        <p className="px-3 py-2 text-muted">No line of it changes{read.heads.length > 0 ? ' beside that' : ''}.</p>
      )}
      {most < read.lines && (
        <div className="flex items-center gap-3 border-t border-line px-3 py-2">
          <Button onClick={() => setMost(most + step)}>
            Show {count(Math.min(step, read.lines - most))} more lines
          </Button>
          <span className="text-s text-muted">
            {count(most)} of {count(read.lines)} are shown
          </span>
        </div>
      )}
      {read.note !== null && most >= read.lines && <p className="px-3 py-2 text-warn">{read.note}</p>}
    </div>
  )
}

const signs: Record<ChangeData['type'], string> = { insert: '+', delete: '−', normal: ' ' }
const words: Record<ChangeData['type'], string> = { insert: 'added', delete: 'removed', normal: '' }

function gutter({ change, side, renderDefault }: GutterOptions) {
  const own = change.type === 'insert' ? 'new' : change.type === 'delete' ? 'old' : null
  return (
    <>
      {renderDefault()}
      {own === side && (
        <>
          <span aria-hidden className="diff-sign">
            {signs[change.type]}
          </span>
          <span className="sr-only">{words[change.type]}</span>
        </>
      )}
    </>
  )
}
