import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { notify } from '../../state/toasts.ts'

type Props = { asleep: string | null; onFile: (file: File) => void; children: ReactNode }

/** Takes a file that is dropped anywhere on what it holds. Whatever else is dragged is none of its business. */
export function EvidenceDrop({ asleep, onFile, children }: Props) {
  const [over, setOver] = useState(false)
  // Entering a child is told before leaving its parent.
  const depth = useRef(0)

  const leave = () => {
    depth.current = 0
    setOver(false)
  }
  const enter = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth.current += 1
    setOver(true)
  }
  const drop = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    leave()
    const [file, ...others] = event.dataTransfer.files
    if (file === undefined) return
    if (asleep !== null) notify.failed('Not checked', new Error(asleep))
    else if (others.length > 0) notify.failed('Not checked', new Error('Drop one package at a time.'))
    else onFile(file)
  }
  return (
    <section
      aria-label="Ledger"
      className="relative flex h-full min-h-0"
      onDragEnter={enter}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDragLeave={() => {
        depth.current -= 1
        if (depth.current <= 0) leave()
      }}
      onDrop={drop}
    >
      {children}
      {over && (
        <div className="pointer-events-none absolute inset-2 z-20 grid place-items-center rounded-m border-2 border-dashed border-accent bg-bg/85">
          <p className="text-l font-semibold">{asleep ?? 'Drop the package to check it'}</p>
        </div>
      )}
    </section>
  )
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files')
