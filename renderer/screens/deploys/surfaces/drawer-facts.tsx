import type { ReactNode } from 'react'
import { CopyButton } from '../../../components/copy-button.tsx'
import { DrawerSection } from '../../../components/drawer.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Fact } from '../../../components/page.tsx'
import { Time } from '../../../components/time.tsx'
import type { Surface } from '../../../deploys-api.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { hostWords, Sha } from '../marks.tsx'
import { HealthMark, HowOld, Lead } from './running.tsx'

/** What runs, how it is, and by which ways one gets there. */
export function FactsPart({ surface, aside }: { surface: Surface; aside: ReactNode }) {
  const { running, paths, health, watch, phrase } = surface
  return (
    <DrawerSection title="What runs there" aside={aside}>
      <dl className="grid grid-cols-2 gap-x-4">
        <Fact name="Runs">
          <Sha sha={running.sha} className="font-semibold" />{' '}
          {running.release !== null && <span className="font-mono text-s break-all">{running.release}</span>}
          {running.drifted && <Mark means="warn">No deploy here put it there</Mark>}
        </Fact>
        <Fact name="How old that is">
          <HowOld running={running} />
          {running.error !== null && <span className="block text-s text-warn">{running.error}</span>}
        </Fact>
        <Fact name="Since">
          {running.since === null ? (
            <span className="text-muted">not known</span>
          ) : (
            <Time at={running.since} show="both" />
          )}
        </Fact>
        <Fact name="By">
          {running.by === null ? <span className="text-muted">not known here</span> : <ActorName actor={running.by} />}
        </Fact>
        <Fact name="Health">
          <HealthMark surface={surface} />
          <span className="block text-s text-muted">
            {surface.health_now !== null && <Time at={surface.health_now.at} show="relative" />}
          </span>
        </Fact>
        <Fact name="Ahead of it">
          <Lead surface={surface} />
        </Fact>
        <Fact name="By hand, from where this runs">{paths.local === undefined ? 'not offered' : 'offered'}</Fact>
        <Fact name="By the forge">
          {paths.ci === undefined ? (
            'not offered'
          ) : (
            <span className="font-mono text-s break-all">
              {paths.ci.repository} · {paths.ci.workflow} · {paths.ci.environment}
            </span>
          )}
        </Fact>
      </dl>
      <dl>
        <Fact name="Health is asked at">
          <span className="font-mono text-s break-all">{health.url ?? 'no address is defined'}</span>
          <span className="block text-s text-muted">
            {health.attempts} attempts, {health.interval_seconds} s apart; after a deploy it is looked after for{' '}
            {watch.minutes} min, and {watch.failures} failures in a row raise an alert.
          </span>
        </Fact>
        <Fact name="What has to be typed to deploy" mono>
          {phrase}
        </Fact>
      </dl>
    </DrawerSection>
  )
}

/** Where it is defined, and whether it can be changed from here. */
export function DefinitionPart({ surface }: { surface: Surface }) {
  const { defined, host, repository, ref, remote, secrets, settings } = surface
  return (
    <DrawerSection title="Definition">
      <dl className="grid grid-cols-2 gap-x-4">
        <Fact name="Host">{hostWords[host]}</Fact>
        <Fact name="Branch or tag" mono>
          {ref}
        </Fact>
      </dl>
      <dl>
        <Fact name="Repository" mono>
          <span className="break-all">{repository}</span>
        </Fact>
        {remote !== null && (
          <Fact name="Pushed to" mono>
            <span className="break-all">{remote}</span>
          </Fact>
        )}
        {secrets.length > 0 && (
          <Fact name="Secrets">
            {secrets.map(({ name, from }) => (
              <span key={name} className="mr-4 inline-flex gap-1.5">
                <span className="font-mono text-s">{name}</span>
                <SecretMark from={from} />
              </span>
            ))}
          </Fact>
        )}
      </dl>
      <p className="text-s text-muted">
        {defined === 'machine' ? (
          <>
            Defined in the file of surfaces on the machine that answers, so it can only be read here: what runs commands
            is code, and is changed where code is.
          </>
        ) : (
          <>
            Defined in{' '}
            <a href="#/settings/surfaces" className="rounded-s text-accent underline">
              Settings → Surfaces
            </a>
            .
          </>
        )}
      </p>
      <div className="mt-1.5">
        <CopyButton
          text={JSON.stringify(settings, null, 2)}
          what="the host’s settings"
          words="Copy the host’s settings"
        />
      </div>
    </DrawerSection>
  )
}

export function SecretMark({ from }: { from: Surface['secrets'][number]['from'] }) {
  switch (from) {
    case 'store':
      return <Mark means="ok">in the secret store</Mark>
    case 'environment':
      return <Mark means="ok">in the environment</Mark>
    case 'missing':
      return <Mark means="bad">missing</Mark>
    default:
      return from satisfies never
  }
}
