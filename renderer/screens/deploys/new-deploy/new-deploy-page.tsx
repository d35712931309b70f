import { useNavigate } from '@tanstack/react-router'
import { CircleSlash2 } from 'lucide-react'
import { useState } from 'react'
import { ErrorState, Placeholder, SkeletonRows } from '../../../components/states.tsx'
import type { DeployDiff } from '../../../deploys-api.ts'
import { useAddress } from '../../../state/address.ts'
import { useCommands } from '../../../state/commands.ts'
import { useDeployNews, useSurfaces } from '../../../state/deploys.ts'
import { useDialog } from '../../incidents/use-dialog.ts'
import { readAddress } from '../address.ts'
import { TargetBanner, targetHeading } from '../target-banner.tsx'
import { ConfirmDeploy } from './confirm-deploy.tsx'
import { Ends } from './ends.tsx'
import { PreviewFoot } from './preview-foot.tsx'
import { PreviewPanes } from './preview-panes.tsx'
import { PreviewSaid } from './preview-said.tsx'
import { pathOf, whatMoved } from './preview-words.ts'
import { learnPreview, usePreview } from './use-preview.ts'

/** A deploy that is being made: first what would ship, then the phrase for it. */
export function NewDeployPage({ surface: id }: { surface: string }) {
  useDeployNews()
  const navigate = useNavigate()
  const [{ to, path: asked }, change] = useAddress(readAddress)
  const { data, error, refetch } = useSurfaces()
  const surface = data?.items.find((each) => each.id === id)
  const preview = usePreview(id, to)
  const dialog = useDialog<'confirm'>()
  // A key that opened it came from nowhere in particular: then it goes back to the heading.
  const finalFocus = () => {
    const opener = dialog.finalFocus()
    return opener === null || opener === document.body ? targetHeading() : opener
  }
  // What had been looked at when the server said that something else would ship.
  const [seen, setSeen] = useState<DeployDiff>()
  const diff = preview.data
  const moved =
    seen !== undefined && diff !== undefined && seen.preview_id !== diff.preview_id ? whatMoved(seen, diff) : undefined

  const back = () => void navigate({ to: '/deploys' })
  // Also while it is loaded, and where that fails.
  useCommands([
    {
      id: 'preview.back',
      label: 'Back to the surfaces',
      group: 'What will ship',
      keys: ['Escape'],
      palette: false,
      run: back,
    },
  ])

  if (surface === undefined) {
    if (data !== undefined)
      return (
        <Placeholder icon={CircleSlash2} title="There is no such surface">
          <p>“{id}” is not defined in this workspace. A link to it may be from another connection.</p>
          <p className="mt-2">
            <a href="#/deploys" className="rounded-s text-accent underline">
              To the surfaces
            </a>
          </p>
        </Placeholder>
      )
    return error === null ? (
      <SkeletonRows what="the surface" />
    ) : (
      <ErrorState what="The surface" error={error} onRetry={() => void refetch()} />
    )
  }
  const path = pathOf(surface, asked)
  const lookAgain = () => {
    setSeen(diff)
    void preview.refetch()
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <TargetBanner environment={surface.environment} app={surface.app}>
        New deploy of {surface.name}: what will ship
      </TargetBanner>
      <div className="shrink-0 border-b border-line px-4 py-2">
        <Ends key={to ?? ''} surface={surface} diff={diff} to={to} onAsk={(next) => void change({ to: next })} />
      </div>
      {diff === undefined ? (
        <div className="min-h-0 flex-1">
          {preview.error === null ? (
            <SkeletonRows rows={8} what="what would ship: its host and its repository are asked" />
          ) : (
            <ErrorState what="What would ship" error={preview.error} onRetry={() => void preview.refetch()} />
          )}
        </div>
      ) : (
        <>
          <PreviewSaid
            surface={surface}
            diff={diff}
            moved={moved}
            at={preview.dataUpdatedAt}
            again={{ asking: preview.isFetching, failed: preview.error, ask: lookAgain }}
          />
          <PreviewPanes key={diff.preview_id} surface={surface} diff={diff} />
          <PreviewFoot
            surface={surface}
            diff={diff}
            path={path}
            asking={preview.isFetching}
            onPath={(next) => void change({ path: next }, { replace: true })}
            onGoOn={() => dialog.show('confirm')}
            onBack={back}
          />
          {dialog.shown !== null && (
            <ConfirmDeploy
              key={`${diff.preview_id} ${path}`}
              surface={surface}
              diff={diff}
              path={path}
              finalFocus={finalFocus}
              onMoved={(now) => {
                setSeen(diff)
                learnPreview(id, to, now)
                dialog.close()
              }}
              onBegun={(deploy) => {
                dialog.close()
                void navigate({ to: '/deploys', search: { open: deploy.id } as never })
              }}
              onClose={dialog.close}
            />
          )}
        </>
      )}
    </div>
  )
}
