import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import {
  attentionQueries,
  deployQuery,
  deploysWaitingOf,
  drillQuery,
  drillsWaitingOf,
  waitingOf,
} from '../../shared/contract/attention.ts'
import type { SampleActor } from '../../shared/domain/actor.ts'
import type { Told } from '../../shared/domain/attention.ts'
import { deployNoteOf } from '../../shared/domain/attention-deploys.ts'
import { drillNoteOf } from '../../shared/domain/attention-drills.ts'
import { keepAttention, type Timer } from '../../shared/domain/attention-keeper.ts'
import { alertNotes, type Note, noteOf } from '../../shared/domain/attention-text.ts'
import { api } from '../api.ts'
import { timeOfDay } from '../components/clock.ts'
import { deploysApi } from '../deploys-api.ts'
import { drillsApi } from '../drills-api.ts'
import { useActing } from '../state/acting.ts'
import { subscribeEntries } from '../state/live.ts'
import { areOn, useNoticeChoice } from '../state/web-notices.ts'

/** In a browser, what the desktop's own process does in the desktop: calls the person to what needs them. */
export function useWebNotices(where: string): void {
  const router = useRouter()
  const actor = useActing((state) => state.actor)
  const on = useNoticeChoice(areOn) && window.desktop === undefined
  // Whoever comes back to themselves in the sample is told what came meanwhile, and nothing twice.
  const toldBefore = useRef(new Map<SampleActor, Told | null>())

  useEffect(() => {
    if (!on) return
    const remembered = toldBefore.current
    const left = new AbortController()
    const show = (note: Note) => {
      const { pathname, search } = router.state.location
      const open = 'open' in search ? search.open : undefined
      const isThere =
        note.place === `#${pathname}` ||
        (note.place.startsWith(`#${pathname}?`) && note.about !== null && open === note.about)
      if (document.hasFocus() && isThere) return
      showNote(note, () => router.history.push(note.place.slice(1)))
    }
    const keeper = keepAttention({
      look: () => readWaiting(left.signal),
      onNews: (news) => news.map((each) => noteOf(each, { where, timeOf })).forEach(show),
      onDrills: (news) => news.map((each) => drillNoteOf(each, { where, timeOf })).forEach(show),
      onDeploys: (news) => news.map((each) => deployNoteOf(each, where)).forEach(show),
      onAlerts: (alerts) => alertNotes(alerts, where).forEach(show),
      // Rail and title have it from the queue's summary, also where nobody wants to be notified.
      onCount: () => undefined,
      // That the server does not answer is told by the page itself.
      onFailure: () => undefined,
      told: remembered.get(actor) ?? null,
      timer,
    })
    const unsubscribe = subscribeEntries(keeper.hear)
    keeper.look()
    return () => {
      unsubscribe()
      remembered.set(actor, keeper.stop())
      left.abort()
    }
  }, [on, actor, where, router])
}

async function readWaiting(signal: AbortSignal) {
  const [approvals, pending, reviews, routes, connectors, deploys, surfaces] = await Promise.all([
    api.actions(attentionQueries.approvals, signal),
    api.actions(attentionQueries.pending, signal),
    api.actions(attentionQueries.reviews, signal),
    drillsApi.routes(drillQuery, signal),
    drillsApi.connectors(signal),
    deploysApi.deploys(deployQuery, signal),
    deploysApi.surfaces(signal),
  ])
  return {
    ...waitingOf({ approvals, pending, reviews }),
    drills: drillsWaitingOf(routes, connectors),
    deploys: deploysWaitingOf(deploys, surfaces),
  }
}

function showNote({ title, body, tag }: Note, open: () => void): void {
  try {
    // By its tag, two tabs that say the same show it once.
    const notification = new Notification(title, { body, tag })
    notification.onclick = () => {
      notification.close()
      window.focus()
      open()
    }
  } catch {
    // Browsers of phones have the constructor and refuse it.
    useNoticeChoice.setState({ permission: 'impossible' })
  }
}

const timeOf = (at: string): string => timeOfDay(new Date(at))

const timer: Timer = {
  now: () => Date.now(),
  after(ms, run) {
    const timeout = setTimeout(run, ms)
    return () => clearTimeout(timeout)
  },
}
