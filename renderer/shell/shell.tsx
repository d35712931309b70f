import { Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import type { Connections } from '../api.ts'
import { forgetWorkspace, nameOf, useSignedOut, watchForSignIn } from '../state/connection.ts'
import { useHoldNews } from '../state/hold.ts'
import { listenForKeys } from '../state/keyboard.ts'
import { startLive, useLive } from '../state/live.ts'
import { useOverlay } from '../state/overlays.ts'
import { queryClient, refetchAfterSilence } from '../state/queries.ts'
import { useSummaryNews } from '../state/queue-summary.ts'
import { clearRefused } from '../state/signed-out.ts'
import { HoldBanner, ReviewBanner } from './banners.tsx'
import { listenToDesktop } from './desktop-bridge.ts'
import { OfflineBanner } from './offline-banner.tsx'
import { Rail } from './rail.tsx'
import { SignedOutBanner, SignedOutPlace } from './signed-out.tsx'
import { TopBar } from './top-bar.tsx'
import { useAlertToasts } from './use-alert-toasts.ts'
import { useConnectionCommands } from './use-connection-commands.ts'
import { useFrameCommands } from './use-frame-commands.ts'
import { useTitle } from './use-title.ts'
import { useWebNotices } from './use-web-notices.ts'
import { useWebSessionCommands } from './use-web-session-commands.ts'

const loadPalette = async () => ({ default: (await import('./palette.tsx')).Palette })
const Palette = lazy(loadPalette)
const HoldDialog = lazy(async () => ({ default: (await import('./hold-dialog.tsx')).HoldDialog }))
const KeysHelp = lazy(async () => ({ default: (await import('./keys-help.tsx')).KeysHelp }))

/** Places that are about this machine alone. */
const needsNobody: ReadonlySet<string> = new Set([
  '/settings/appearance',
  '/settings/notifications',
  '/settings/connections',
])

export function Shell({ connections }: { connections: Connections }) {
  const { current } = connections
  const router = useRouter()
  const overlay = useOverlay((state) => state.open)
  const lost = useSignedOut()
  const isLost = lost !== null
  const heard = useLive((live) => live.heardAt !== null)
  // Nothing is known, and nothing can be: there is nothing to follow either.
  const closed = isLost && !heard
  const { pathname } = useLocation()
  useFrameCommands(current)
  useConnectionCommands(connections)
  useWebSessionCommands()
  useTitle(nameOf(current))
  useSummaryNews()
  useHoldNews()
  useAlertToasts(nameOf(current))
  useWebNotices(nameOf(current))

  useEffect(() => listenForKeys(), [])
  useEffect(() => {
    // Fetched before it is wanted: what is typed right after Ctrl K must not be lost.
    const idle = requestIdleCallback(() => void loadPalette().catch(() => undefined))
    return () => cancelIdleCallback(idle)
  }, [])
  useEffect(() => listenToDesktop((to) => router.history.push(to)), [router])
  useEffect(() => (isLost ? watchForSignIn() : undefined), [isLost])
  useEffect(() => {
    if (closed) return
    return startLive({
      onResumed() {
        clearRefused()
        refetchAfterSilence()
      },
      onSignedOut: () => void queryClient.invalidateQueries({ queryKey: ['connections'] }),
      onReplaced: forgetWorkspace,
    })
  }, [closed])
  useEffect(() => {
    document.documentElement.dataset.env = current.environment
    return () => {
      delete document.documentElement.dataset.env
    }
  }, [current.environment])

  return (
    <div className="frame">
      <button
        type="button"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-m focus:bg-raised focus:px-3 focus:py-2"
        onClick={() => document.getElementById('place')?.focus()}
      >
        Skip to the content
      </button>
      <div className="frame-band" data-testid="environment-band" />
      <TopBar connections={connections} />
      <Rail />
      <main id="place" tabIndex={-1} className="flex min-h-0 min-w-0 flex-col focus-visible:outline-none">
        {lost === null && <OfflineBanner />}
        {lost !== null && heard && <SignedOutBanner lost={lost} />}
        <HoldBanner />
        <ReviewBanner />
        <div className="min-h-0 flex-1">
          {closed && !needsNobody.has(pathname) ? <SignedOutPlace lost={lost} /> : <Outlet />}
        </div>
      </main>
      <Suspense fallback={null}>
        {overlay === 'palette' && <Palette />}
        {overlay === 'keys' && <KeysHelp />}
        {overlay === 'hold' && <HoldDialog />}
      </Suspense>
    </div>
  )
}
