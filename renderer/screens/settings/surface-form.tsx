import { Checkbox } from '@base-ui/react/checkbox'
import { Check } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { surfaceEnvironments } from '../../../shared/domain/surface.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { RadioCards } from '../../components/radio-cards.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import type { Surface } from '../../deploys-api.ts'
import { sentenceOf } from '../../problem.ts'
import { useAsleep } from '../../state/asleep.ts'
import { environmentShapes, environmentWords } from '../../state/environments.ts'
import {
  bodyOf,
  commonFields,
  type EditableHost,
  editableHosts,
  emptyForm,
  type FieldOf,
  forgeFields,
  formOf,
  handFields,
  healthFields,
  hostFields,
  placeIssues,
  toldFields,
  withHost,
} from './surface-fields.ts'
import { usePutSurface } from './use-surface-settings.ts'

type Props = {
  before: Surface | null
  taken: readonly string[]
  onCancel: () => void
  onSaved: (saved: Surface) => void
}

const hostSays: Record<EditableHost, readonly [name: string, says: string]> = {
  heroku: ['Heroku', 'pushed with git; releases and rollback by its Platform API'],
  'cloudflare-pages': ['Cloudflare Pages', 'deployments and rollback by its API'],
  local: ['This machine', 'a repository and a service here; only where the console is one person’s own'],
}

/** A surface that runs no commands. The server says what is wrong with it, field by field. */
export function SurfaceForm({ before, taken, onCancel, onSaved }: Props) {
  const [form, setForm] = useState(() => (before === null ? emptyForm : formOf(before)))
  const does = before === null ? 'Add the surface' : 'Save the surface'
  const offline = useAsleep(does)
  const put = usePutSurface()
  const { fields: errors, other } = placeIssues(put.error, form)
  const id = (form.texts.id ?? '').trim()
  const missing =
    id === ''
      ? 'Asleep until it has an id'
      : before === null && taken.includes(id)
        ? 'There is a surface of this id: edit that one'
        : !form.byHand && !form.byForge
          ? 'Asleep until there is a way to it'
          : null
  const asleep = offline ?? (put.isPending ? 'Waiting for the server' : missing)
  const write = (path: string, text: string) => setForm((now) => ({ ...now, texts: { ...now.texts, [path]: text } }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asleep === null) put.mutate({ id, body: bodyOf(form) }, { onSuccess: onSaved })
  }
  const fields = (list: readonly FieldOf[]) => (
    <div className="grid grid-cols-2 gap-3">
      {list.map(({ path, label, kind, wide }) => (
        <div key={path} className={wide ? 'col-span-2' : ''}>
          <TextField
            name={path}
            label={label}
            autoComplete="off"
            spellCheck={false}
            inputMode={kind === 'number' ? 'decimal' : 'text'}
            className={kind === 'mono' ? 'font-mono' : ''}
            value={form.texts[path] ?? ''}
            error={errors[path]}
            onChange={({ currentTarget: { value } }) => write(path, value)}
          />
        </div>
      ))}
    </div>
  )
  return (
    <form onSubmit={submit} aria-label={does} className="flex max-w-160 flex-col gap-4">
      <h3 className="font-semibold">{before === null ? 'New surface' : `Edit ${before.name}`}</h3>
      {before === null && (
        <>
          <TextField
            name="id"
            label="Id: small letters, digits and -; it stays as it is"
            placeholder="console"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            value={form.texts.id ?? ''}
            error={errors.id}
            onChange={({ currentTarget: { value } }) => write('id', value)}
          />
          <RadioCards
            legend="Host"
            options={editableHosts.map((each) => [each, ...hostSays[each]] as const)}
            value={form.host}
            onChange={(host) => setForm((now) => withHost(now, host))}
          />
        </>
      )}
      <RadioCards
        legend="Environment"
        options={surfaceEnvironments.map(
          (each) => [each, `${environmentShapes[each]} ${environmentWords[each]}`, ''] as const,
        )}
        value={surfaceEnvironments.find((each) => each === form.texts.environment) ?? 'production'}
        onChange={(environment) => write('environment', environment)}
      />
      {fields(commonFields)}
      <Group legend="At its host">{fields(hostFields[form.host])}</Group>
      <Group legend="Ways to it" error={errors.paths}>
        <Tick
          checked={form.byHand}
          onChange={(byHand) => setForm((now) => ({ ...now, byHand }))}
          says="from where this console runs, with the typed phrase"
        >
          By hand
        </Tick>
        {form.byHand && fields(handFields)}
        <Tick
          checked={form.byForge}
          onChange={(byForge) => setForm((now) => ({ ...now, byForge }))}
          says="GitHub runs the workflow, its reviewers approve; by hand then breaks glass"
        >
          By the forge
        </Tick>
        {form.byForge && fields(forgeFields)}
      </Group>
      <RadioCards
        legend="Smoke gate"
        options={[
          ['none', 'None', ''],
          ['forge_checks', 'The forge’s checks', 'what they say of the commit'],
        ]}
        value={form.texts.smoke === 'forge_checks' ? 'forge_checks' : 'none'}
        onChange={(smoke) => write('smoke', smoke)}
      />
      <Group legend="Health">{fields(healthFields)}</Group>
      <Group legend="Who is told">{fields(toldFields)}</Group>
      {put.error !== null && (
        <div role="alert" className="rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
          {sentenceOf(put.error)}
          {other.length > 0 && (
            <ul className="list-disc pl-6">
              {other.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          )}
          <ProblemFacts error={put.error} />
        </div>
      )}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" asleep={asleep}>
          {put.isPending ? 'Asking the server…' : does}
        </Button>
        <Button type="button" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

function Group({ legend, error, children }: { legend: string; error?: string | undefined; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 border-t border-line pt-3">
      <legend className="pr-2 text-s font-semibold text-muted">{legend}</legend>
      {children}
      {error !== undefined && <p className="text-s text-bad">{error}</p>}
    </fieldset>
  )
}

type TickProps = { checked: boolean; onChange: (checked: boolean) => void; says: string; children: ReactNode }

function Tick({ checked, onChange, says, children }: TickProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Checkbox.Root renders the control
    <label className="flex cursor-pointer items-center gap-3">
      <Checkbox.Root
        checked={checked}
        onCheckedChange={onChange}
        className="grid size-4 shrink-0 place-items-center rounded-s border border-line-strong data-checked:border-accent data-checked:bg-accent"
      >
        <Checkbox.Indicator>
          <Check size={12} aria-hidden className="text-on-accent" />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <span>
        {children} <span className="ml-1 text-s text-muted">{says}</span>
      </span>
    </label>
  )
}
