import { useCallback, useRef, useState } from 'react'
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/states.tsx'
import type { HoldHandle } from '../../../components/use-hold.ts'
import { useReading } from '../../../components/use-reading.ts'
import type { Surface } from '../../../deploys-api.ts'
import { useAddress } from '../../../state/address.ts'
import { useSurfaces } from '../../../state/deploys.ts'
import { ViewFoot } from '../../drills/view-foot.tsx'
import { useDialog } from '../../incidents/use-dialog.ts'
import { readAddress } from '../address.ts'
import { steadyOrder } from './order.ts'
import { type Deed, newDeployAt } from './surface-deeds.ts'
import { SurfaceDialog } from './surface-dialog.tsx'
import { SurfaceDrawer } from './surface-drawer.tsx'
import { SurfaceRow } from './surface-row.tsx'
import { SurfacesHead } from './surfaces-head.tsx'
import { useMoving } from './use-moving.ts'
import { rowsIn, useSurfaceKeys } from './use-surface-keys.ts'

const none: readonly Surface[] = []

/** What runs where, what goes on there, and the way back: one press that is held, at every one of them. */
export function SurfacesView() {
  const [{ surface: open }, change] = useAddress(readAddress)
  const { data, error, refetch, dataUpdatedAt } = useSurfaces()
  const moving = useMoving()
  const [byKeyboard, setByKeyboard] = useState(false)
  const [scrolled, setScrolled] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const [holds] = useState(() => new Map<string, HoldHandle>())
  const surfaces = useSteady(data?.items ?? none, useReading(list, scrolled, open !== undefined))
  const dialog = useDialog<'deed'>()
  const [asked, setAsked] = useState<{ deed: Deed; id: string }>()

  const show = (id: string, how: 'keyboard' | 'pointer') => {
    setByKeyboard(how === 'keyboard')
    void change({ surface: id }, { replace: open !== undefined })
  }
  const close = () => {
    rowsIn(list)
      .find((row) => row.dataset.surface === open)
      ?.focus()
    void change({ surface: undefined })
  }
  const deploy = (surface: Surface) => void change({ ...newDeployAt(surface), surface: undefined })
  const give = (deed: Deed, { id }: Surface) => {
    setAsked({ deed, id })
    dialog.show('deed')
  }
  const onDeed = { onDeploy: deploy, onDeed: give }
  useSurfaceKeys({ surfaces, list, holds, open, onOpen: show, ...onDeed })
  const handleOf = useHandles(holds)
  const askedFor = data?.items.find(({ id }) => id === asked?.id)
  return (
    <div className="flex h-full min-h-0">
      <div className="flex h-full min-w-0 flex-1 flex-col">
        {data !== undefined && (
          <SurfacesHead
            surfaces={data.items}
            faults={data.faults}
            stale={error === null ? null : { error, at: dataUpdatedAt, onRetry: () => void refetch() }}
            onOpen={(id) => show(id, 'pointer')}
          />
        )}
        <div
          ref={list}
          className="@container min-h-0 flex-1 overflow-y-auto"
          onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollTop > 0)}
        >
          {data === undefined ? (
            error === null ? (
              <SkeletonRows what="the surfaces" rows={8} />
            ) : (
              <ErrorState what="Surfaces" error={error} onRetry={() => void refetch()} />
            )
          ) : surfaces.length === 0 ? (
            <NoSurfaces />
          ) : (
            <ul aria-label="Surfaces">
              {surfaces.map((surface) => (
                <SurfaceRow
                  key={surface.id}
                  surface={surface}
                  moving={moving}
                  open={surface.id === open}
                  handle={handleOf(surface.id)}
                  onOpen={show}
                  onDeploy={deploy}
                  onChoose={() => give({ name: 'releases' }, surface)}
                />
              ))}
            </ul>
          )}
        </div>
        <ViewFoot
          keys={[
            ['j k', 'move'],
            ['Enter', 'open'],
            ['n', 'new deploy'],
            ['b', 'hold: roll back'],
            ['l', 'lock'],
            ['f', 'freeze'],
          ]}
        >
          {surfaces.length} {surfaces.length === 1 ? 'surface' : 'surfaces'}
        </ViewFoot>
      </div>
      {open !== undefined && (
        <SurfaceDrawer id={open} moving={moving} focused={byKeyboard} onClose={close} {...onDeed} />
      )}
      {dialog.shown !== null && asked !== undefined && askedFor !== undefined && (
        <SurfaceDialog deed={asked.deed} surface={askedFor} finalFocus={dialog.finalFocus} onClose={dialog.close} />
      )}
    </div>
  )
}

/** One stable callback for each row, so that a row that is drawn again does not let go. */
function useHandles(holds: Map<string, HoldHandle>) {
  const [callbacks] = useState(() => new Map<string, (handle: HoldHandle | null) => void>())
  return useCallback(
    (id: string) => {
      const known = callbacks.get(id)
      if (known !== undefined) return known
      const keep = (handle: HoldHandle | null) => void (handle === null ? holds.delete(id) : holds.set(id, handle))
      callbacks.set(id, keep)
      return keep
    },
    [callbacks, holds],
  )
}

function useSteady(surfaces: readonly Surface[], reading: boolean): readonly Surface[] {
  const [order, setOrder] = useState<readonly string[]>([])
  const next = steadyOrder(order, surfaces, reading)
  if (next.join(' ') !== order.join(' ')) setOrder(next)
  const byId = new Map(surfaces.map((surface) => [surface.id, surface]))
  return next.flatMap((id) => byId.get(id) ?? [])
}

function NoSurfaces() {
  return (
    <EmptyState title="There is nothing to deploy yet">
      <p>
        A surface is what can be deployed: a host, where its code is, and one or both ways to it. Those on Heroku and
        Cloudflare Pages are defined in{' '}
        <a href="#/settings/surfaces" className="rounded-s text-accent underline">
          Settings → Surfaces
        </a>
        .
      </p>
      <p className="mt-2">
        What runs commands, Terraform or your own steps, comes only from a file on the machine that runs them:{' '}
        <code className="font-mono">surfaces.json</code> in its data folder. Settings shows one to copy.
      </p>
    </EmptyState>
  )
}
