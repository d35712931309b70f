import { useNavigate } from '@tanstack/react-router'
import { CircleSlash2 } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import { ErrorState, Placeholder, SkeletonRows } from '../../../components/states.tsx'
import { ZoneNote } from '../../../components/time.tsx'
import type { HoldHandle } from '../../../components/use-hold.ts'
import type { Deploy } from '../../../deploys-api.ts'
import { ApiProblem } from '../../../problem.ts'
import { useDeployNews, useSurfaces } from '../../../state/deploys.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { LinkedIncidents } from '../../incidents/linked-incidents.tsx'
import { useDialog } from '../../incidents/use-dialog.ts'
import { kindWords, OutcomeMark } from '../marks.tsx'
import { useOwnToken } from '../new-deploy/path-choice.tsx'
import { ReleasesDialog } from '../rollback/releases-dialog.tsx'
import { RollbackControl } from '../rollback/rollback-control.tsx'
import { useAsked } from '../rollback/use-rollbacks.ts'
import { TargetBanner, targetHeading } from '../target-banner.tsx'
import { ApprovalPanel } from './approval.tsx'
import { DeedDialog } from './deed-dialog.tsx'
import { type Deed, whyNoRollback, whyNot } from './deeds.ts'
import { DeployClock } from './deploy-clock.tsx'
import { DeployFacts } from './deploy-facts.tsx'
import { Forwarding } from './forwarding.tsx'
import { Health } from './health.tsx'
import { LogPanel } from './log-panel.tsx'
import { Outcome, RollbackCommand } from './outcome.tsx'
import { Review } from './review.tsx'
import { RollbackNews } from './rollback-news.tsx'
import { StateLine } from './state-line.tsx'
import { useDeploy } from './use-deploy.ts'
import { useDeployKeys } from './use-deploy-keys.ts'

/** One deploy or rollback: how far it is, what it says, whether it is well, and the way back. */
export function DeployPage({ id }: { id: string }) {
  useDeployNews()
  const { data: deploy, error, refetch } = useDeploy(id)
  if (deploy !== undefined) return <OfDeploy deploy={deploy} />
  if (error instanceof ApiProblem && error.status === 404)
    return (
      <Placeholder icon={CircleSlash2} title="There is no such deploy">
        <p>
          It is not in this workspace. A link to it may be from another connection, or from a sample that began anew.
        </p>
        <p className="mt-2">
          <a href="#/deploys?view=history" className="rounded-s text-accent underline">
            To all deploys
          </a>
        </p>
      </Placeholder>
    )
  return error === null ? (
    <SkeletonRows what="the deploy" />
  ) : (
    <ErrorState what="The deploy" error={error} onRetry={() => void refetch()} />
  )
}

function OfDeploy({ deploy }: { deploy: Deploy }) {
  const navigate = useNavigate()
  const { data } = useSurfaces()
  const surface = data?.items.find(({ id }) => id === deploy.surface)
  const offline = useSurfaceAsleep('Deploy', deploy.path === 'local' ? surface : undefined)
  const dialog = useDialog<Deed | 'releases'>()
  // A key that opened it came from nowhere in particular: then it goes back to the heading.
  const finalFocus = () => {
    const opener = dialog.finalFocus()
    return opener === null || opener === document.body ? targetHeading() : opener
  }
  const [sent, setSent] = useState<'approve' | 'reject' | null>(null)
  const held = useRef<HoldHandle | null>(null)
  const handle = useCallback((given: HoldHandle | null) => {
    held.current = given
  }, [])
  const waits = deploy.state === 'approval_pending' && deploy.outcome === null
  const token = useOwnToken(surface, waits ? 'ci' : 'local')
  const needsToken = waits && token.present === false
  const noRollback = whyNoRollback(deploy, surface)
  // What is typed leads where the button beside it leads.
  const byHand =
    noRollback === null && deploy.kind === 'deploy' ? (surface?.rollback.command ?? deploy.rollback_command) : ''
  const asleepFor = (name: Deed) =>
    offline ??
    whyNot(deploy, name) ??
    (needsToken && (name === 'approve' || name === 'reject') ? 'Your own token for the forge is needed' : null)
  const asked = useAsked(deploy.surface)
  const wasAsking = useRef(false)
  // The rollback that was held for here is what to look at now.
  useEffect(() => {
    if (wasAsking.current && asked?.kind === 'begun')
      void navigate({ to: '/deploys', search: { open: asked.deploy.id } as never })
    wasAsking.current = asked?.kind === 'asking'
  }, [asked, navigate])
  const back = () => void navigate({ to: '/deploys' })
  useDeployKeys({
    deploy,
    asleepFor,
    waits,
    held: () => held.current,
    choose: () => dialog.show('releases'),
    noRollback,
    byHand,
    onDeed: dialog.show,
    onBack: back,
  })
  return (
    <div className="flex h-full min-h-0 flex-col">
      <TargetBanner
        environment={deploy.environment}
        app={deploy.target_app}
        aside={
          <>
            <DeployClock deploy={deploy} />
            {deploy.outcome === null && (
              <Button asleep={asleepFor('cancel')} onClick={() => dialog.show('cancel')}>
                Break off… <Kbd keys="x" />
              </Button>
            )}
            {surface !== undefined && noRollback === null && (
              <RollbackControl surface={surface} handle={handle} withKey onChoose={() => dialog.show('releases')} />
            )}
          </>
        }
      >
        <span className="inline-flex flex-wrap items-center gap-x-3">
          <b className="font-semibold text-ink">
            {kindWords[deploy.kind]} of {surface?.name ?? deploy.surface}
          </b>
          <OutcomeMark outcome={deploy.outcome} />
        </span>
      </TargetBanner>
      <StateLine deploy={deploy} />
      <div className="flex min-h-0 flex-1">
        <ScrollRegion
          label="About this deploy"
          className="min-h-0 w-[clamp(360px,40%,620px)] shrink-0 border-r border-line-strong"
        >
          {surface !== undefined && (
            <RollbackNews surface={surface} deploy={deploy} onChoose={() => dialog.show('releases')} />
          )}
          <Forwarding forwarding={deploy.forwarding} />
          <Outcome deploy={deploy} surface={surface} />
          {waits && (
            <ApprovalPanel
              deploy={deploy}
              surface={surface}
              sent={sent}
              needsToken={needsToken}
              tokenFailed={token.failed}
              asleep={{ approve: asleepFor('approve'), reject: asleepFor('reject') }}
              onDeed={dialog.show}
            />
          )}
          <RollbackCommand command={byHand} />
          <Health deploy={deploy} surface={surface} />
          <DeployFacts deploy={deploy} surface={surface} />
          <Review deploy={deploy} asleep={asleepFor('close_review')} onClose={() => dialog.show('close_review')} />
          <LinkedIncidents kind="deploy" id={deploy.id} />
          <p className="flex flex-wrap items-center gap-x-4 px-4 py-3 text-s">
            <a href={`#/audit?subject=deploy:${deploy.id}`} className="rounded-s text-accent underline">
              Everything the ledger has about it
            </a>
            <a href={`#/deploys?surface=${deploy.surface}`} className="rounded-s text-accent underline">
              Its surface
            </a>
            <span className="text-faint">
              <ZoneNote />
            </span>
          </p>
        </ScrollRegion>
        <div className="min-h-0 min-w-0 flex-1">
          <LogPanel deploy={deploy} />
        </div>
      </div>
      {dialog.shown === 'releases' && surface !== undefined && (
        <ReleasesDialog surface={surface} finalFocus={finalFocus} onClose={dialog.close} />
      )}
      {dialog.shown !== null && dialog.shown !== 'releases' && (
        <DeedDialog
          deploy={deploy}
          name={dialog.shown}
          asleep={offline}
          finalFocus={finalFocus}
          onSent={() => {
            if (dialog.shown === 'approve' || dialog.shown === 'reject') setSent(dialog.shown)
          }}
          onClose={dialog.close}
        />
      )}
    </div>
  )
}
