import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { ScrollRegion } from './scroll-region.tsx'
import { tabbed } from './tabbed.ts'

type Props = {
  /** What is shown, above the picture and as the table's name. */
  title: string
  head: readonly string[]
  /** The first cell names its row. */
  rows: readonly (readonly string[])[]
  /** The picture. */
  children: ReactNode
}

/** A picture with the table behind it: for those who listen, for those who would rather read, and for copying. */
export function ChartFigure({ title, head, rows, children }: Props) {
  const [asTable, setAsTable] = useState(false)
  return (
    <figure className="min-w-0">
      <figcaption className="flex min-h-7 items-center gap-1 text-s text-muted">
        <span className="min-w-0 flex-1">{title}</span>
        <CopyButton text={tabbed(head, rows)} what={`the table: ${title}`} className="h-6! px-1.5!" />
        <Button
          kind="ghost"
          className="h-6!"
          aria-pressed={asTable}
          aria-label={`${asTable ? 'Picture' : 'Table'}: ${title}`}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Picture' : 'Table'}
        </Button>
      </figcaption>
      {!asTable && children}
      {asTable ? (
        <ScrollRegion label={`Table: ${title}`} className="max-h-60">
          <Table title={title} head={head} rows={rows} />
        </ScrollRegion>
      ) : (
        <div className="sr-only">
          <Table title={title} head={head} rows={rows} />
        </div>
      )}
    </figure>
  )
}

function Table({ title, head, rows }: Pick<Props, 'title' | 'head' | 'rows'>) {
  return (
    <table aria-label={title} className="w-full border-collapse text-s">
      <thead>
        <tr className="text-xs text-faint">
          {head.map((name, place) => (
            <th
              key={name}
              scope="col"
              className={`py-1 font-semibold ${place === 0 ? 'text-left' : 'pl-3 text-right'}`}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name = '', ...cells], row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a picture are made anew as a whole
          <tr key={row} className="border-t border-line">
            <th scope="row" className="py-1 text-left font-mono font-normal">
              {name}
            </th>
            {cells.map((cell, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
              <td key={place} className="py-1 pl-3 text-right">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
