import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { ConfirmTypedDialog } from '../../../components/confirm-typed-dialog.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import { type Deploy, type DeployDiff, deploysApi, type NewDeploy, type Surface } from '../../../deploys-api.ts'
import { ApiProblem } from '../../../problem.ts'
import { refreshDeploys } from '../../../state/deploys.ts'
import { useDraft } from '../../../state/drafts.ts'
import { useNow } from '../../../state/now.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { notify } from '../../../state/toasts.ts'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { EnvironmentWord, Sha } from '../marks.tsx'
import { adviceFor } from './advice.tsx'
import { type Barrier, barriersOf, breaksGlass, deedOf, type Path, whatMoved } from './preview-words.ts'
import { WhatMoved } from './said.tsx'
import { movedDiff } from './use-preview.ts'

type Props = {
  surface: Surface
  diff: DeployDiff
  path: Path
  finalFocus: () => HTMLElement | null
  /** The server says that something else would ship: it has to be seen, and typed for, anew. */
  onMoved: (now: DeployDiff) => void
  onBegun: (deploy: Deploy) => void
  onClose: () => void
}

/** The deliberate act: the phrase that names the target, for what was seen and nothing else. */
export function ConfirmDeploy({ surface, diff, path, finalFocus, onMoved, onBegun, onClose }: Props) {
  const barriers = barriersOf(surface, new Date(useNow()).toISOString())
  const place = `deploys/pass/${surface.id}`
  const { text: reason, sent } = useDraft(place)
  const does = deedOf(diff, surface.app)
  const offline = useSurfaceAsleep('Deploy', path === 'local' ? surface : undefined)
  const { sending, start, busy } = useSending({
    what: does,
    send: (body: NewDeploy, key) => deploysApi.start(body, key),
    onDone(deploy, shown) {
      sent(reason)
      void refreshDeploys()
      if (shown) onBegun(deploy)
      else notify.done('It has begun', does)
    },
  })
  const error = sending.kind === 'refused' ? sending.error : null
  const now = movedDiff(error)
  const glass = breaksGlass(surface, path)
  return (
    <ConfirmTypedDialog
      title={does}
      target={
        <>
          <EnvironmentWord environment={surface.environment} /> {surface.app}
        </>
      }
      edge={glass || barriers.length > 0 ? 'hazard' : 'environment'}
      happens={<Happens surface={surface} path={path} glass={glass} barriers={barriers} />}
      typing={{ asks: 'Type the phrase, which names the target', text: surface.phrase }}
      reason={
        barriers.length === 0
          ? null
          : {
              asks: `Why you pass the ${barriers.map(({ of }) => of).join(' and the ')} (goes into the audit record)`,
              place,
            }
      }
      does={does}
      asleep={offline ?? (now === undefined ? null : 'What you saw is not what would ship any more: look at it first')}
      busy={busy}
      finalFocus={finalFocus}
      refusal={
        now === undefined ? (
          <>
            <RefusalNote sending={sending} />
            {error instanceof ApiProblem && adviceFor(error, surface)}
          </>
        ) : (
          <WhatMoved moved={whatMoved(diff, now)}>
            <p className="mt-1.5">
              <Button onClick={() => onMoved(now)}>Look at what would ship now</Button>
            </p>
          </WhatMoved>
        )
      }
      onConfirm={({ typed, reason: why }) =>
        void start({
          surface: surface.id,
          path,
          preview_id: diff.preview_id,
          phrase: typed,
          ...(why === '' ? {} : { pass_reason: why }),
        })
      }
      onClose={onClose}
    >
      <Ships diff={diff} />
    </ConfirmTypedDialog>
  )
}

function Happens({
  surface,
  path,
  glass,
  barriers,
}: {
  surface: Surface
  path: Path
  glass: boolean
  barriers: readonly Barrier[]
}) {
  const rollback =
    surface.rollback.to === null
      ? 'There is no release to go back to yet.'
      : 'A rollback takes it back without any of this.'
  return (
    <>
      {path === 'ci' ? (
        <>
          <b>A run at the forge is asked for in your name.</b>{' '}
          {surface.environment === 'production' &&
            'It waits there for a reviewer’s approval before anything is pushed. '}
        </>
      ) : (
        <b>It goes out as soon as you press the button. </b>
      )}
      {rollback}
      {glass && (
        <p className="mt-1">
          <b>You break glass:</b> the normal path of this surface is CI. A review opens that stays red until somebody
          else closes it.
        </p>
      )}
      {barriers.map(({ of, says, until }) => (
        <p key={of} className="mt-1">
          <b>{says}.</b>{' '}
          {until !== null && (
            <>
              It ends at <Time at={until} show="both" />.{' '}
            </>
          )}
          You may pass it with a reason: that you did, and why, is recorded, and a review opens.
        </p>
      ))}
    </>
  )
}

function Ships({ diff }: { diff: DeployDiff }) {
  const { from_sha, to_sha, commits_total, lost, lost_total, files_total, warnings } = diff
  return (
    <div className="rounded-m border border-line bg-bg px-3 py-2">
      <p className="flex flex-wrap items-center gap-x-2">
        {from_sha === null ? 'nothing' : <Sha sha={from_sha} />} → <Sha sha={to_sha} />
        <span className="text-muted">
          {count(commits_total)} {commits_total === 1 ? 'commit' : 'commits'}, {count(files_total)}{' '}
          {files_total === 1 ? 'file' : 'files'}
        </span>
      </p>
      {lost.length > 0 && (
        <Mark means="bad">
          Takes away {count(lost_total)} {lost_total === 1 ? 'commit' : 'commits'} that run there now
        </Mark>
      )}
      {warnings.length > 0 && (
        <p>
          <Mark means="warn">
            {warnings.length === 1 ? warnings[0] : `${warnings.length} warnings: they are in the preview`}
          </Mark>
        </p>
      )}
    </div>
  )
}
