import { Download } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { ExportWanted } from '../api.ts'
import { useAsleep } from '../state/asleep.ts'
import { useCommands } from '../state/commands.ts'
import { useSession } from '../state/connection.ts'
import { Button } from './button.tsx'

const ExportDialog = lazy(() => import('./export-dialog.tsx'))

type Props = {
  kind: ExportWanted['kind']
  /** What the screen is filtered by, in the words of the wire; undefined while that is not known yet. */
  filter: ExportWanted['filter'] | undefined
  /** What the filter shows, in words: "2,113 actions". */
  what: string
  /** Where the palette and the keys help list it. */
  group: string
  /** Where the usual key is another's. */
  shortcut?: string
  className?: string
  /** Said in the dialog, of what is left out. */
  besides?: ReactNode
}

/** "Export evidence" for what a screen shows: its button, its key and its dialog. */
export function ExportEvidence({ kind, filter, what, group, shortcut = 'E', className = '', besides }: Props) {
  const [open, setOpen] = useState(false)
  const asleep = useExportAsleep(filter !== undefined)
  const ask = () => setOpen(true)
  useCommands([
    { id: `${kind}.export`, label: 'Export evidence', group, keys: [shortcut], icon: Download, asleep, run: ask },
  ])
  return (
    <>
      <Button asleep={asleep} onClick={ask} aria-label="Export evidence">
        <Download size={14} aria-hidden />
        <span className={className}>Export evidence</span>
      </Button>
      {open && filter !== undefined && (
        <Suspense>
          <ExportDialog wanted={{ kind, filter }} what={what} besides={besides} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

/** Why this caller cannot export now, or null. Who may is the server's answer, not ours. */
function useExportAsleep(known: boolean): string | null {
  const offline = useAsleep('Export evidence')
  const { data: session } = useSession()
  if (offline !== null) return offline
  if (session === undefined) return 'Not known yet whether you may export'
  if (!session.permissions['audit.export'])
    return 'Exporting needs the permission audit.export, which your roles do not carry. An auditor has it.'
  return known ? null : 'What is shown is not known yet'
}
