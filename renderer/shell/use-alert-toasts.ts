import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { alertNotes, alertsIn } from '../../shared/domain/attention-text.ts'
import { subscribeEntries } from '../state/live.ts'
import { notify } from '../state/toasts.ts'

/** An alert is told to every console that is open, whatever it shows, until somebody there has seen it. */
export function useAlertToasts(where: string): void {
  const router = useRouter()
  useEffect(
    () =>
      subscribeEntries((entries) => {
        for (const { title, body, place } of alertNotes(alertsIn(entries), where))
          notify.alert(title, body, () => router.history.push(place.slice(1)))
      }),
    [router, where],
  )
}
