import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Mark } from '../../components/mark.tsx'
import { Section } from '../../components/section.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import type { Surface } from '../../deploys-api.ts'
import { useSurfaces } from '../../state/deploys.ts'
import { notify } from '../../state/toasts.ts'
import { ForgeTokenPart } from './forge-token.tsx'
import { useMayManage } from './may-manage.ts'
import { SurfaceForm } from './surface-form.tsx'
import { SurfaceSettingsRow } from './surface-row.tsx'
import { SurfacesFile } from './surfaces-file.tsx'

const github = 'https://api.github.com'

/** What can be deployed, as it is defined. Everybody may see it; who answers for the settings changes it. */
export function SurfacesPart() {
  const { data, error, refetch } = useSurfaces()
  const { denied, asleep } = useMayManage('Surfaces')
  const [writing, setWriting] = useState<Surface | 'new' | null>(null)
  // Where the focus goes back to.
  const [left, setLeft] = useState<string | null>(null)
  const add = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (left === '') add.current?.focus()
  }, [left])
  if (data === undefined)
    return error === null ? (
      <SkeletonRows what="the surfaces" rows={4} />
    ) : (
      <ErrorState what="Surfaces" error={error} onRetry={() => void refetch()} />
    )
  const { items, faults } = data
  const bases = [...new Set([github, ...items.flatMap(({ paths }) => paths.ci?.api_base ?? [])])]
  const close = () => {
    setLeft(writing === 'new' || writing === null ? '' : writing.id)
    setWriting(null)
  }
  const write = (what: Surface | 'new') => {
    setLeft(null)
    setWriting(what)
  }
  return (
    <>
      <Section
        title="Surfaces"
        says="What can be deployed: its host, where its code is, and the ways to it. Secrets go into the secret store or come from the environment; they are read anew at every run, and never shown again, exported or written into the ledger."
      >
        {denied !== null && (
          <p className="mb-3 text-s text-muted">
            You can see them. {denied.replace(/^This needs/, 'Changing or testing one needs')}
          </p>
        )}
        {faults.length > 0 && (
          <div role="alert" className="mb-3 rounded-m border border-warn bg-warn-bg px-3 py-2">
            <Mark means="warn">Something about these surfaces has to be looked at</Mark>
            <ul className="mt-0.5 list-disc pl-6 text-s">
              {faults.map((fault) => (
                <li key={fault} className="break-words">
                  {fault}
                </li>
              ))}
            </ul>
          </div>
        )}
        {items.length === 0 && writing === null && (
          <EmptyState title="There is nothing to deploy yet">
            Define one on Heroku or Cloudflare Pages here, or one that runs commands in the file below.
          </EmptyState>
        )}
        {items.length > 0 && (
          <ul className="rounded-m border border-line" aria-label="Surfaces">
            {items.map((surface) => (
              <SurfaceSettingsRow
                key={surface.id}
                surface={surface}
                asleep={asleep}
                focused={left === surface.id}
                onEdit={() => write(surface)}
              />
            ))}
          </ul>
        )}
        {writing === null ? (
          <Button className="mt-4" ref={add} asleep={asleep} onClick={() => write('new')}>
            <Plus size={14} aria-hidden />
            Add a surface
          </Button>
        ) : (
          <div className="mt-4">
            <SurfaceForm
              key={writing === 'new' ? '' : writing.id}
              before={writing === 'new' ? null : writing}
              taken={items.map(({ id }) => id)}
              onCancel={close}
              onSaved={({ name }) => {
                notify.done('The surface is saved', name)
                close()
              }}
            />
          </div>
        )}
      </Section>
      <Section
        title="Your own token for GitHub"
        says="With it you start a workflow, approve and reject at the environment gate, each under your own name there. It is yours alone: nobody else’s deploys use it, and it is never shown again."
      >
        <ul className="rounded-m border border-line" aria-label="Forges">
          {bases.map((base) => (
            <ForgeTokenPart key={base} base={base} />
          ))}
        </ul>
      </Section>
      <SurfacesFile />
    </>
  )
}
