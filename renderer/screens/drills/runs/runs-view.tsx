import { useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/states.tsx'
import type { DrillRun } from '../../../drills-api.ts'
import { useAddress } from '../../../state/address.ts'
import { useDialog } from '../../incidents/use-dialog.ts'
import { ViewFoot } from '../view-foot.tsx'
import { readAddress } from './address.ts'
import type { RunDeed } from './run-deeds.ts'
import { RunDialog } from './run-dialog.tsx'
import { RunDrawer } from './run-drawer.tsx'
import { RunTable } from './run-table.tsx'
import { Scorecard } from './scorecard.tsx'
import { rowsIn, useRunKeys } from './use-run-keys.ts'
import { useRuns } from './use-runs.ts'

/** How drills were run, those that run now first, and what came of them. */
export function RunsView() {
  const [{ run }, change] = useAddress(readAddress)
  const { running, ended, scorecard } = useRuns()
  const [byKeyboard, setByKeyboard] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const show = (id: string, how: 'keyboard' | 'pointer') => {
    setByKeyboard(how === 'keyboard')
    void change({ run: id }, { replace: run !== undefined })
  }
  const close = () => {
    rowsIn(list)
      .find((row) => row.dataset.run === run)
      ?.focus()
    void change({ run: undefined })
  }
  const error = running.error ?? ended.error
  const over: readonly DrillRun[] = ended.data?.pages.flatMap(({ items }) => items) ?? []
  const dialog = useDialog<RunDeed['name']>()
  const [asked, setAsked] = useState<DrillRun>()
  const give = (name: RunDeed['name'], chosen: DrillRun) => {
    setAsked(chosen)
    dialog.show(name)
  }
  useRunKeys({ runs: [...(running.data ?? []), ...over], list, open: run, onOpen: show, onDeed: give })
  return (
    <div className="flex h-full min-h-0">
      <div className="flex h-full min-w-0 flex-1 flex-col">
        {scorecard.data !== undefined && <Scorecard figures={scorecard.data} />}
        <div ref={list} className="min-h-0 flex-1 overflow-y-auto">
          {running.data === undefined || ended.data === undefined ? (
            error === null ? (
              <SkeletonRows what="the drill runs" />
            ) : (
              <ErrorState
                what="Drill runs"
                error={error}
                onRetry={() => {
                  void running.refetch()
                  void ended.refetch()
                }}
              />
            )
          ) : running.data.length + over.length === 0 ? (
            <EmptyState title="No drill was run yet">
              Start one from a schedule, or from a notification that tells of it: its clock runs from then until the
              rollback is through.
            </EmptyState>
          ) : (
            <RunTable running={running.data} ended={over} open={run} onOpen={show} />
          )}
          {ended.hasNextPage && (
            <Button
              className="m-3"
              asleep={ended.isFetchingNextPage ? 'They are on their way' : null}
              onClick={() => void ended.fetchNextPage()}
            >
              Show older ones
            </Button>
          )}
        </div>
        <ViewFoot
          keys={[
            ['j k', 'move'],
            ['Enter', 'open'],
            ['r', 'rollback is through'],
            ['f', 'finish'],
            ['x', 'abandon'],
          ]}
        >
          {running.data?.length ?? 0} running
        </ViewFoot>
      </div>
      {run !== undefined && <RunDrawer id={run} focused={byKeyboard} onDeed={give} onClose={close} />}
      {dialog.shown !== null && asked !== undefined && (
        <RunDialog name={dialog.shown} run={asked} finalFocus={dialog.finalFocus} onClose={dialog.close} />
      )}
    </div>
  )
}
