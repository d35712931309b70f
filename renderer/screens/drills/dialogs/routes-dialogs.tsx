import { lazy, Suspense, useEffect } from 'react'
import { type DrillRoute, drillsApi } from '../../../drills-api.ts'
import { refreshDrills } from '../../../state/drills.ts'
import { useKeepsConsole } from '../../../state/unfinished.ts'
import { closeRoutesDialog, giveBackFocus, useRoutesDialog } from '../routes/drill-dialogs.ts'
import { AnswerDialog } from './answer-dialog.tsx'
import { DismissDialog } from './dismiss-dialog.tsx'

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.tsx')).BulkDialog }))
const StartDrillDialog = lazy(async () => ({
  default: (await import('../runs/start-drill-dialog.tsx')).StartDrillDialog,
}))

type Props = { onAnswered: (route: DrillRoute) => void; onBulkDone: () => void }

/** The one host of the dialogs about routes. Mount it once. */
export function RoutesDialogs({ onAnswered, onBulkDone }: Props) {
  const { dialog, opened } = useRoutesDialog()
  // Whoever leaves the place leaves its dialog.
  useEffect(() => closeRoutesDialog, [])
  useKeepsConsole(dialog !== null)
  if (dialog === null) return null
  const shared = { finalFocus: giveBackFocus, onClose: closeRoutesDialog }
  const answered = ({ route_id }: DrillRoute) => {
    void refreshDrills()
    // The ledger's news bring it too; this is sooner. Where it fails, they do.
    drillsApi.route(route_id).then(onAnswered, () => undefined)
  }
  switch (dialog.kind) {
    case 'answer':
      if (dialog.name === 'dismiss')
        return <DismissDialog key={opened} route={dialog.route} onAnswered={answered} {...shared} />
      return <AnswerDialog key={opened} name={dialog.name} route={dialog.route} onAnswered={answered} {...shared} />
    case 'bulk':
      return (
        <Suspense fallback={null}>
          <BulkDialog
            key={opened}
            {...dialog}
            onDone={() => {
              void refreshDrills()
              onBulkDone()
            }}
            {...shared}
          />
        </Suspense>
      )
    case 'drill': {
      const { schedule_id, route_id } = dialog.route
      return (
        <Suspense fallback={null}>
          <StartDrillDialog key={opened} scheduleId={schedule_id} routeId={route_id} onClose={closeRoutesDialog} />
        </Suspense>
      )
    }
    default:
      return dialog satisfies never
  }
}
