import type { Surface } from '../../../deploys-api.ts'
import { ReleasesDialog } from '../rollback/releases-dialog.tsx'
import { FreezeDialog } from './freeze-dialog.tsx'
import { LiftDialog } from './lift-dialog.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import type { Deed } from './surface-deeds.ts'

type Props = { deed: Deed; surface: Surface; finalFocus: () => HTMLElement | null; onClose: () => void }

export function SurfaceDialog({ deed, ...props }: Props) {
  switch (deed.name) {
    case 'releases':
      return <ReleasesDialog {...props} />
    case 'freeze':
      return <FreezeDialog {...props} />
    case 'lift':
      return <LiftDialog {...props} quarantine={deed.quarantine} />
    case 'lock':
    case 'unlock':
    case 'unfreeze':
    case 'clear_alert':
    case 'close_review':
      return <ReasonDialog {...props} deed={deed} />
    default:
      return deed satisfies never
  }
}
