import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Undo2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { AlertShell } from '../../../components/alert-shell.tsx'
import { Button } from '../../../components/button.tsx'
import { DialogActions } from '../../../components/dialog.tsx'
import { HoldButton } from '../../../components/hold-button.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Tag } from '../../../components/mark.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import type { Surface, SurfaceRelease } from '../../../deploys-api.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { EnvironmentWord } from '../marks.tsx'
import { useReleases } from '../surfaces/use-releases.ts'
import { RollbackSaid } from './rollback-said.tsx'
import { effectWords, howLong, releaseWords, whyChoose } from './rollback-words.ts'
import { rollBack, standingOf, useAsked, useRollbacks } from './use-rollbacks.ts'

type Props = { surface: Surface; finalFocus: () => HTMLElement | null; onClose: () => void }

/** To go back further: which releases there are, one of them chosen, and held again. */
export function ReleasesDialog({ surface, finalFocus, onClose }: Props) {
  const [chosen, setChosen] = useState<SurfaceRelease | null>(null)
  const { data: releases, error, refetch } = useReleases(surface.id)
  const cancel = useRef<HTMLButtonElement>(null)
  const offline = useSurfaceAsleep('Roll back to a release', surface)
  const asked = useAsked(surface.id)
  const command = surface.commands.find(({ name }) => name === 'rollback')
  const denied = command?.enabled ? null : (command?.reason ?? 'The server does not offer this here.')
  const isGoing = standingOf(asked, surface) !== null || surface.in_flight.some(({ kind }) => kind === 'rollback')
  const asleep = offline ?? denied ?? (isGoing ? 'A rollback of this surface is under way' : null)
  return (
    <AlertShell
      title={`Go back further with ${surface.name}`}
      under={
        <span className="flex items-center gap-2">
          <EnvironmentWord environment={surface.environment} />
          <span className="font-mono">{surface.app}</span>
        </span>
      }
      initialFocus={cancel}
      finalFocus={finalFocus}
      onClose={onClose}
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-3 pb-4">
        <AlertDialog.Description render={<div />} className="text-muted">
          {surface.rollback.enabled ? 'Choose the release, then hold the button for a second.' : whyChoose(surface)}{' '}
          {howLong(surface)}
        </AlertDialog.Description>
        {releases === undefined && error === null && <SkeletonRows rows={4} what="the releases" />}
        {releases === undefined && error !== null && (
          <ErrorState what="Releases" error={error} onRetry={() => void refetch()} />
        )}
        {releases?.length === 0 && (
          <EmptyState title="Its host knows of no release">
            There is nothing to go back to. By hand: <code className="font-mono">{surface.rollback.command}</code>
          </EmptyState>
        )}
        {releases !== undefined && releases.length > 0 && (
          <RadioGroup
            aria-label="Release to go back to"
            value={chosen?.id ?? ''}
            onValueChange={(id) => setChosen(releases.find((each) => each.id === id) ?? null)}
            className="flex flex-col gap-px overflow-hidden rounded-m border border-line-strong bg-line"
          >
            {releases.map((each) => (
              <ReleaseChoice key={each.id} surface={surface} release={each} />
            ))}
          </RadioGroup>
        )}
        <RollbackSaid surface={surface} onChoose={() => {}} />
      </div>
      <DialogActions>
        <AlertDialog.Close ref={cancel} render={<Button />}>
          Cancel <Kbd keys="Escape" />
        </AlertDialog.Close>
        <HoldButton
          does={chosen === null ? `roll back ${surface.app}` : effectWords(surface, chosen)}
          asleep={asleep ?? (chosen === null ? 'Asleep until a release is chosen' : null)}
          onHeld={() => {
            if (chosen === null) return
            // What is refused is said where it was asked for.
            void rollBack(surface, chosen).then(() => {
              if (useRollbacks.getState().bySurface[surface.id]?.kind === 'begun') onClose()
            })
          }}
        >
          <Undo2 size={13} aria-hidden />
          Hold to roll back {chosen !== null && <span className="font-mono">to {releaseWords(chosen)}</span>}
        </HoldButton>
      </DialogActions>
    </AlertShell>
  )
}

const same = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && (one.startsWith(other) || other.startsWith(one))

function ReleaseChoice({ surface, release }: { surface: Surface; release: SurfaceRelease }) {
  const { running, quarantined } = surface
  const runs = release.id === running.release || (running.release === null && same(release.sha, running.sha))
  const isBad = quarantined.some(({ sha }) => same(sha, release.sha))
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Radio.Root renders the control
    <label className="flex cursor-pointer items-center gap-3 bg-bg px-3 py-2 has-data-checked:bg-accent-bg has-data-disabled:cursor-not-allowed has-data-disabled:opacity-60">
      <Radio.Root
        value={release.id}
        disabled={runs}
        className="grid size-4 shrink-0 place-items-center rounded-full border border-line-strong data-checked:border-accent"
      >
        <Radio.Indicator className="size-2 rounded-full bg-accent" />
      </Radio.Root>
      <span className="min-w-0 flex-1">
        <span className="font-mono font-semibold">{releaseWords(release)}</span> {runs && <Tag>runs now</Tag>}{' '}
        {isBad && <Tag kind="warn">in quarantine</Tag>}
        <span className="block truncate text-s text-muted">
          {release.label} {release.at !== null && <Time at={release.at} show="both" />}
        </span>
      </span>
    </label>
  )
}
