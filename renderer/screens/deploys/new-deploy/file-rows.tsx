import { useCallback, useEffect, useId } from 'react'
import { count } from '../../../components/clock.ts'
import { useRowWindow } from '../../../components/row-window.ts'
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

type Props = { diff: DeployDiff; chosen: string | undefined; onChoose: (path: string) => void; listRef: React.RefObject<HTMLDivElement | null> }

/** What changes, file by file; the chosen one is read beside it. */
export function FileRows({ diff, chosen, onChoose, listRef }: Props) {
  const { files, files_total } = diff
  const { ref, show, first, last, total } = useRowWindow(files.length, rowHeight)
  const id = useId()
  const at = files.findIndex(({ path }) => path === chosen)
  const both = useCallback(
    (element: HTMLDivElement | null) => {
      ref(element)
      listRef.current = element
    },
    [ref, listRef],
  )
  useEffect(() => {
    if (at >= 0) show(at)
  }, [at, show])
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={both}
        role="listbox"
        aria-label="Files that change"
        aria-activedescendant={at >= first && at < last ? `${id}-${at}` : undefined}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2"
      >
        <div className="relative" style={{ height: total }}>
          {files.slice(first, last).map((file, place) => {
            const n = first + place
            const [letter, word, colour] = words[file.status]
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names its active row
              <div
                key={file.path}
                id={`${id}-${n}`}
                role="option"
                aria-selected={n === at}
                aria-posinset={n + 1}
                aria-setsize={files.length}
                onClick={() => onChoose(file.path)}
                style={{ top: n * rowHeight }}
                className="absolute inset-x-0 flex h-7 cursor-pointer items-center gap-2 border-b border-line px-3 font-mono text-s hover:bg-hover aria-selected:bg-accent-bg"
              >
                <span aria-hidden className={`w-3 shrink-0 font-semibold ${colour}`} title={word}>
                  {letter}
                </span>
                <span className="min-w-0 flex-1 truncate" title={file.path}>
                  <span className="sr-only">{word} </span>
                  {file.path}
                </span>
                {file.additions === null || file.deletions === null ? (
                  <span className="shrink-0 text-faint">no text</span>
                ) : (
                  <span className="shrink-0">
                    <span className="text-ok">+{count(file.additions)}</span>{' '}
                    <span className="text-bad">−{count(file.deletions)}</span>
                  </span>
                )}
              </div>
            )
          })}
        </div>
      </div>
      {files_total > files.length && (
        <p className="shrink-0 border-t border-line px-3 py-1 text-s text-warn">
          {count(files.length)} of {count(files_total)} files are listed: the list is cut, what ships is not.
        </p>
      )}
    </div>
  )
}
