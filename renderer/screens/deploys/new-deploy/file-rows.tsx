import { type RefObject, useCallback, useEffect } from 'react'
import { count } from '../../../components/clock.ts'
import { useRowWindow } from '../../../components/row-window.ts'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import type { DeployDiff } from '../../../deploys-api.ts'

const rowHeight = 28
type File = DeployDiff['files'][number]

const words: Record<File['status'], readonly [letter: string, word: string, colour: string]> = {
  added: ['A', 'added', 'text-ok'],
  modified: ['M', 'changed', 'text-muted'],
  deleted: ['D', 'deleted', 'text-bad'],
  renamed: ['R', 'moved', 'text-warn'],
  copied: ['C', 'copied', 'text-warn'],
  type_changed: ['T', 'of another kind now', 'text-warn'],
}

type Props = {
  diff: DeployDiff
  chosen: string | undefined
  /** Chosen by a key in this list: what changes in it is to be read. */
  onRead: () => void
  onChoose: (path: string) => void
  list: RefObject<HTMLElement | null>
}

/** What changes, file by file; the chosen one is read beside it, and has the focus where a key chose it. */
export function FileRows({ diff, chosen, onRead, onChoose, list }: Props) {
  const { files, files_total } = diff
  const { ref, show, first, last, total } = useRowWindow(files.length, rowHeight)
  const at = files.findIndex(({ path }) => path === chosen)
  const both = useCallback(
    (element: HTMLElement | null) => {
      ref(element)
      list.current = element
    },
    [ref, list],
  )
  useEffect(() => {
    if (at >= 0) show(at)
  }, [at, show])
  const drawn = files.slice(first, last).map((file, place) => [file, first + place] as const)
  const isOutside = at >= 0 && (at < first || at >= last)
  const outside = files[at]
  // The chosen one stays drawn: it may have the focus.
  const rows = isOutside && outside !== undefined ? [...drawn, [outside, at] as const] : drawn
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ScrollRegion ref={both} label="Files that change" className="min-h-0 flex-1">
        <ol className="relative" style={{ height: total }}>
          {rows.map(([file, n]) => (
            <li
              key={file.path}
              aria-posinset={n + 1}
              aria-setsize={files.length}
              style={{ top: n * rowHeight }}
              className="absolute inset-x-0"
            >
              <button
                type="button"
                aria-current={n === at}
                tabIndex={n === at ? 0 : -1}
                onClick={({ detail }) => {
                  onChoose(file.path)
                  // A key presses without a click.
                  if (detail === 0) onRead()
                }}
                className="flex h-7 w-full items-center gap-2 border-b border-line px-3 text-left font-mono text-s hover:bg-hover focus-visible:-outline-offset-2 aria-[current=true]:bg-accent-bg"
              >
                <FileLine file={file} />
              </button>
            </li>
          ))}
        </ol>
      </ScrollRegion>
      {files_total > files.length && (
        <p className="shrink-0 border-t border-line px-3 py-1 text-s text-warn">
          {count(files.length)} of {count(files_total)} files are listed: the list is cut, what ships is not.
        </p>
      )}
    </div>
  )
}

function FileLine({ file: { path, old_path, status, additions, deletions } }: { file: File }) {
  const [letter, word, colour] = words[status]
  return (
    <>
      <span aria-hidden className={`w-3 shrink-0 font-semibold ${colour}`} title={word}>
        {letter}
      </span>
      <span className="min-w-0 flex-1 truncate" title={old_path === null ? path : `${old_path} → ${path}`}>
        <span className="sr-only">{word} </span>
        {path}
      </span>
      {additions === null || deletions === null ? (
        <span className="shrink-0 text-faint">no text</span>
      ) : (
        <span className="shrink-0">
          <span className="text-ok">+{count(additions)}</span> <span className="text-bad">−{count(deletions)}</span>
        </span>
      )}
    </>
  )
}
