import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Mark, Tag } from '../../components/mark.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import type { Surface, SurfaceTest } from '../../deploys-api.ts'
import { sentenceOf } from '../../problem.ts'
import { EnvironmentWord, hostWords } from '../deploys/marks.tsx'
import { SurfaceSecrets } from './surface-secrets.tsx'
import { useTestSurface } from './use-surface-settings.ts'

type Props = { surface: Surface; asleep: string | null; focused: boolean; onEdit: () => void }

const onMachine =
  'It is defined in the file of surfaces on the machine that answers, and is changed there: what runs commands is code.'

/** One surface as it is defined: tested, edited where it can be, its secrets set and never shown. */
export function SurfaceSettingsRow({ surface, asleep, focused, onEdit }: Props) {
  const { id, name, app, host, environment, defined, secrets } = surface
  const test = useTestSurface()
  const [showing, setShowing] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (focused) first.current?.focus()
  }, [focused])
  const missing = secrets.filter(({ from }) => from === 'missing').length
  return (
    <li data-env={environment} className="border-b border-l-6 border-b-line border-l-env px-3 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="min-w-56 flex-1">
          <span className="flex flex-wrap items-center gap-2">
            <EnvironmentWord environment={environment} />
            <a href={`#/deploys?surface=${id}`} className="rounded-s font-semibold hover:underline">
              {name}
            </a>
          </span>
          <span className="mt-0.5 flex flex-wrap items-center gap-2 text-s text-muted">
            <span className="font-mono">{app}</span>
            <Tag>{hostWords[host]}</Tag>
            {defined === 'machine' && <Tag>in the machine’s file: read only</Tag>}
          </span>
        </span>
        {missing > 0 && (
          <Mark means="bad">
            {missing} {missing === 1 ? 'secret' : 'secrets'} missing
          </Mark>
        )}
        <Button
          ref={first}
          asleep={asleep ?? (test.isPending ? 'Waiting for what comes of it' : null)}
          onClick={() => test.mutate(id)}
          aria-label={`${test.isPending ? 'Testing…' : 'Test connection'} of ${name}`}
        >
          {test.isPending ? 'Testing…' : 'Test connection'}
        </Button>
        {secrets.length > 0 && (
          <Button aria-expanded={showing} onClick={() => setShowing(!showing)} aria-label={`Secrets of ${name}`}>
            Secrets
          </Button>
        )}
        <Button asleep={defined === 'machine' ? onMachine : asleep} onClick={onEdit} aria-label={`Edit ${name}`}>
          Edit
        </Button>
      </div>
      {showing && <SurfaceSecrets surface={surface} asleep={asleep} />}
      {(test.data !== undefined || test.error !== null) && !test.isPending && (
        <Said>
          {test.data === undefined ? (
            <>
              <Mark means="bad">{sentenceOf(test.error)}</Mark>
              <ProblemFacts error={test.error} />
            </>
          ) : (
            <Checks of={test.data} />
          )}
        </Said>
      )}
    </li>
  )
}

const Said = ({ children }: { children: ReactNode }) => (
  <div role="status" className="mt-2 rounded-m border border-line bg-surface px-3 py-2">
    {children}
  </div>
)

/** Each thing that was looked at, with what came of it. */
function Checks({ of: { ok, checks } }: { of: SurfaceTest }) {
  return (
    <>
      <Mark means={ok ? 'ok' : 'bad'}>
        {ok ? 'Everything that it needs can be reached' : 'Not everything can be reached'}
      </Mark>
      <ul className="mt-1 flex flex-col gap-0.5 text-s">
        {checks.map(({ name, ok: well, detail }) => (
          <li key={name} className="flex flex-wrap items-baseline gap-x-2">
            <Mark means={well ? 'ok' : 'bad'}>{name}</Mark>
            <span className="min-w-0 break-words text-muted">{detail}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
