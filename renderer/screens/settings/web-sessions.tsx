import { useState } from 'react'
import type { Session, WebSession } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { Mark } from '../../components/mark.tsx'
import { Fact } from '../../components/page.tsx'
import { Section } from '../../components/section.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { useAsleep } from '../../state/asleep.ts'
import { useEndWebSession, useSignOutHere, useWebSessions } from '../../state/web-session.ts'

/** Where one is signed in: this browser, and the others. */
export function WebSessions({ session }: { session: Session }) {
  const { data, error, refetch } = useWebSessions()
  const signOut = useSignOutHere()
  const [leaving, setLeaving] = useState(false)
  const current = data?.items.find((each) => each.current)
  const busy = useAsleep('Sign out') ?? (signOut.isPending ? 'Waiting for the server' : null)
  return (
    <Section
      title="Signed in"
      says="The server holds what your issuer gave it; this browser has nothing but a cookie that no page can read."
    >
      <dl className="grid gap-x-8 sm:grid-cols-2">
        <Fact name="By" mono>
          <span className="break-all">{session.actor?.issuer}</span>
        </Fact>
        <Fact name="Until, at the latest">
          {current === undefined ? '…' : <Time at={current.ends_at} show="both" />}
        </Fact>
      </dl>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={() => signOut.mutate(false)} asleep={busy}>
          Sign out
        </Button>
        <Button onClick={() => setLeaving(true)} asleep={busy}>
          Sign out everywhere…
        </Button>
      </div>
      <h3 className="mt-6 mb-1 font-semibold">Your browsers</h3>
      {data !== undefined ? (
        <ul className="rounded-m border border-line" aria-label="Your browsers">
          {data.items.map((each) => (
            <BrowserRow key={each.id} session={each} />
          ))}
        </ul>
      ) : error === null ? (
        <SkeletonRows what="your browsers" rows={2} />
      ) : (
        <ErrorState what="Your browsers" error={error} onRetry={() => void refetch()} />
      )}
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        title="Sign out everywhere?"
        does="Sign out everywhere"
        onConfirm={() => signOut.mutate(true, { onSettled: () => setLeaving(false) })}
        busy={signOut.isPending}
      >
        <p>
          Every browser in which you are signed in to this server is signed out, this one too, and what your issuer gave
          for it is revoked. API keys and other programs are not touched.
        </p>
      </ConfirmDialog>
    </Section>
  )
}

function BrowserRow({ session }: { session: WebSession }) {
  const end = useEndWebSession()
  const asleep = useAsleep('Sign it out') ?? (end.isPending ? 'Waiting for the server' : null)
  const { user_agent, created_at, seen_at, current } = session
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 last:border-b-0">
      <span className="min-w-40 flex-1">
        <b className="font-semibold">{user_agent}</b>
        <span className="block text-s text-muted">
          since <Time at={created_at} />, last used <Time at={seen_at} show="relative" />
        </span>
      </span>
      {current ? (
        <Mark means="ok">this browser</Mark>
      ) : (
        <Button onClick={() => end.mutate(session)} asleep={asleep}>
          Sign it out
        </Button>
      )}
    </li>
  )
}
