import { CircleSlash2, Lock, LockOpen, RefreshCw, Rocket, Snowflake } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Drawer } from '../../../components/drawer.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { ErrorState, Placeholder, SkeletonRows } from '../../../components/states.tsx'
import { type Deploy, deploysApi, type Surface } from '../../../deploys-api.ts'
import { useCommands } from '../../../state/commands.ts'
import { refreshDeploys, useSurfaces } from '../../../state/deploys.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { notify } from '../../../state/toasts.ts'
import { EnvironmentWord } from '../marks.tsx'
import { DefinitionPart, FactsPart } from './drawer-facts.tsx'
import { FreezesPart, LockPart, QuarantinePart } from './drawer-gates.tsx'
import { DeploysPart, ReleasesPart, ReviewsPart } from './drawer-lists.tsx'
import { RollbackPart } from './drawer-rollback.tsx'
import { type Deed, deployPathOf, refusedBecause } from './surface-deeds.ts'

type Props = {
  id: string
  moving: ReadonlyMap<string, Deploy>
  focused: boolean
  onDeploy: (surface: Surface) => void
  onDeed: (deed: Deed, surface: Surface) => void
  onClose: () => void
}

/** Everything about a surface, what is wrong first; and all that can be done at it. */
export function SurfaceDrawer({ id, focused, onClose, ...hands }: Props) {
  const { data, error, refetch } = useSurfaces()
  const surface = data?.items.find((each) => each.id === id)
  if (surface !== undefined)
    return <OfSurface key={id} surface={surface} focused={focused} onClose={onClose} {...hands} />
  return (
    <Drawer over="Surface" title="Surface" under={id} focused={focused} onClose={onClose}>
      {data !== undefined && (
        <Placeholder icon={CircleSlash2} title="There is no such surface">
          It is not in this workspace. A link to it may be from another connection, or from a sample that began anew.
        </Placeholder>
      )}
      {data === undefined && error === null && <SkeletonRows rows={7} what="the surface" />}
      {data === undefined && error !== null && (
        <ErrorState what="The surface" error={error} onRetry={() => void refetch()} />
      )}
    </Drawer>
  )
}

const group = 'Surface'
type OfProps = Omit<Props, 'id'> & { surface: Surface }

function OfSurface({ surface, moving, focused, onDeploy, onDeed, onClose }: OfProps) {
  const offline = useSurfaceAsleep('Surface', surface)
  const asleep = (name: Parameters<typeof refusedBecause>[1]) => offline ?? refusedBecause(surface, name)
  const deployAsleep = offline ?? deployPathOf(surface).asleep
  const give = (deed: Deed) => onDeed(deed, surface)
  const lockName = surface.lock === null ? 'lock' : 'unlock'
  const lockWords = surface.lock === null ? 'Lock…' : 'Unlock…'
  // Their keys are the list's: they also do it to a row that is not open.
  useCommands([
    {
      id: 'surface.lock',
      label: `${lockWords.replace('…', '')} deploys to ${surface.name}…`,
      group,
      asleep: asleep(lockName),
      run: () => give({ name: lockName }),
    },
    {
      id: 'surface.freeze',
      label: `Freeze ${surface.name}…`,
      group,
      asleep: asleep('freeze'),
      run: () => give({ name: 'freeze' }),
    },
    {
      id: 'surface.releases',
      label: `Go back further with ${surface.name}…`,
      group,
      asleep: asleep('rollback'),
      run: () => give({ name: 'releases' }),
    },
  ])
  return (
    <Drawer
      over={
        <span className="flex items-center gap-2">
          <EnvironmentWord environment={surface.environment} /> Surface
        </span>
      }
      title={surface.name}
      under={surface.app}
      focused={focused}
      onClose={onClose}
      footer={
        <div className="flex flex-wrap items-center gap-2 border-t border-line-strong px-4 py-3">
          <Button asleep={deployAsleep} onClick={() => onDeploy(surface)}>
            <Rocket size={13} aria-hidden />
            Deploy… <Kbd keys="n" />
          </Button>
          <span className="flex-1" />
          <Button asleep={asleep('freeze')} onClick={() => give({ name: 'freeze' })}>
            <Snowflake size={13} aria-hidden />
            Freeze… <Kbd keys="f" />
          </Button>
          <Button asleep={asleep(lockName)} onClick={() => give({ name: lockName })}>
            {surface.lock === null ? <Lock size={13} aria-hidden /> : <LockOpen size={13} aria-hidden />}
            {lockWords} <Kbd keys="l" />
          </Button>
        </div>
      }
    >
      <div data-env={surface.environment} className="border-l-6 border-l-env">
        <RollbackPart surface={surface} moving={moving} onDeed={give} clearAsleep={asleep('clear_alert')} />
        <ReviewsPart surface={surface} offline={offline} onDeed={give} />
        <LockPart surface={surface} asleep={asleep('unlock')} onDeed={give} />
        <FreezesPart surface={surface} asleep={asleep('unfreeze')} onDeed={give} />
        <QuarantinePart surface={surface} asleep={asleep('lift_quarantine')} onDeed={give} />
        <FactsPart surface={surface} aside={<AskHost surface={surface} offline={offline} />} />
        <DeploysPart surface={surface} />
        <ReleasesPart surface={surface} asleep={asleep('rollback')} onDeed={give} />
        <DefinitionPart surface={surface} />
        <p className="px-4 py-3 text-s">
          <a href={`#/audit?subject=surface:${surface.id}`} className="rounded-s text-accent underline">
            Everything the ledger has about this surface
          </a>
        </p>
      </div>
    </Drawer>
  )
}

/** What runs there is asked for in the background; this asks now. */
function AskHost({ surface, offline }: { surface: Surface; offline: string | null }) {
  const [asking, setAsking] = useState(false)
  const ask = async () => {
    setAsking(true)
    try {
      await deploysApi.surface(surface.id, { fresh: 'true' })
      await refreshDeploys()
    } catch (error) {
      notify.failed(`The host of ${surface.name} could not be asked`, error)
    }
    setAsking(false)
  }
  return (
    <Button asleep={offline ?? (asking ? 'It is being asked' : null)} onClick={() => void ask()}>
      <RefreshCw size={13} aria-hidden />
      {asking ? 'Asking its host…' : 'Ask its host now'}
    </Button>
  )
}
