import { useCallback, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { useReading } from '../../components/use-reading.ts'
import { useAddress } from '../../state/address.ts'
import { clearFilter, closeIncident, isNarrowed, openIncident, readAddress } from './address.ts'
import { OpenDialog } from './dialogs/open-dialog.tsx'
import { IncidentDrawer } from './incident-drawer.tsx'
import { IncidentList } from './incident-list.tsx'
import { IncidentsFoot } from './incidents-foot.tsx'
import { IncidentsState } from './incidents-state.tsx'
import { IncidentsToolbar } from './incidents-toolbar.tsx'
import { useDialog } from './use-dialog.ts'
import { useIncidents } from './use-incidents.ts'
import { useIncidentsKeys } from './use-incidents-keys.ts'
import { useOpenAsleep } from './use-open-asleep.ts'
import { usePlaces } from './use-places.ts'

/** What is wrong now and what was, who has it, and the story of each. */
export function IncidentsScreen() {
  const [{ open, ...filter }, change] = useAddress(readAddress)
  const incidents = useIncidents(filter)
  const openAsleep = useOpenAsleep()
  const dialog = useDialog<'open'>()
  const [scrolled, setScrolled] = useState(false)
  const [byKeyboard, setByKeyboard] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const reading = useReading(list, scrolled, open !== undefined)
  const { places, waiting, showNew, showOwn } = usePlaces(incidents, JSON.stringify(filter), reading)

  const show = useCallback(
    (id: string, how: 'keyboard' | 'pointer') => {
      setByKeyboard(how === 'keyboard')
      void change(openIncident(id), { replace: open !== undefined })
    },
    [change, open],
  )
  const openNew = () => dialog.show('open')
  const keys = useIncidentsKeys({ list, search, open, openAsleep, onOpen: show, onShowNew: showNew, onNew: openNew })
  const close = () => {
    keys.returnToList()
    void change(closeIncident)
  }
  const stale = incidents.error !== null && incidents.read !== undefined

  return (
    <div className="flex h-full min-h-0">
      <div className="flex h-full min-w-0 flex-1 flex-col">
        <h1 className="sr-only">Incidents</h1>
        <IncidentsToolbar
          filter={filter}
          counts={incidents.read?.counts}
          search={search}
          waiting={waiting}
          openAsleep={openAsleep}
          onFilter={(patch) => void change(patch)}
          onShowNew={showNew}
          onOpen={openNew}
        />
        {stale && (
          <div role="alert" className="flex items-center gap-3 border-b border-bad bg-bad-bg px-3 py-1.5">
            <span className="flex-1">The list could not be read again. What is shown may have changed since.</span>
            <Button onClick={incidents.retry}>Read it again</Button>
          </div>
        )}
        <div
          ref={list}
          className="min-h-0 flex-1 overflow-y-auto"
          onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollTop > 0)}
        >
          <IncidentsState
            incidents={incidents}
            filter={filter}
            openAsleep={openAsleep}
            onClear={() => void change(clearFilter)}
            onOpen={openNew}
          >
            {(read) => (
              <IncidentList
                incidents={incidents}
                read={read}
                places={places}
                open={open}
                narrowed={isNarrowed(filter)}
                onOpen={show}
              />
            )}
          </IncidentsState>
        </div>
        <IncidentsFoot counts={incidents.read?.counts} />
      </div>
      {open !== undefined && <IncidentDrawer id={open} focused={byKeyboard} onClose={close} />}
      {dialog.shown === 'open' && (
        <OpenDialog
          onClose={dialog.close}
          onOpened={(id) => {
            showOwn(id)
            show(id, 'keyboard')
          }}
        />
      )}
    </div>
  )
}
