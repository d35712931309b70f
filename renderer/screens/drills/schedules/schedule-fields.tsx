import { drillEnvironments } from '../../../../shared/domain/drill-schedule.ts'
import { TextAreaField, TextField } from '../../../components/field.tsx'
import { RadioCards } from '../../../components/radio-cards.tsx'
import type { Connector } from '../../../drills-api.ts'
import { MomentField } from './moment-field.tsx'
import { idFrom, namesIn, type ScheduleForm } from './schedule-form.ts'
import type { FieldErrors } from './schedule-issues.ts'

export type FieldsProps = {
  form: ScheduleForm
  errors: FieldErrors
  change: (patch: Partial<ScheduleForm>) => void
}

const environmentSays = {
  staging: 'as production is, with nobody in it',
  development: 'where things are built',
  sandbox: 'thrown away afterwards',
} as const

type Plain = { [K in keyof ScheduleForm]: ScheduleForm[K] extends string ? K : never }[keyof ScheduleForm]

/** What is rehearsed, where, how often, and what its runbook says. */
export function BasicFields({ form, errors, change, isNew }: FieldsProps & { isNew: boolean }) {
  const field = (name: Plain) => ({
    name,
    value: form[name],
    error: errors[name],
    autoComplete: 'off',
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => change({ [name]: currentTarget.value }),
  })
  const isOwnId = form.id !== idFrom(form.title)
  return (
    <div className="grid grid-cols-2 gap-x-3 gap-y-3">
      <div className="col-span-2">
        <TextField
          {...field('title')}
          label="Title"
          maxLength={200}
          autoFocus={isNew}
          onChange={({ currentTarget: { value } }) =>
            change({ title: value, ...(isNew && !isOwnId ? { id: idFrom(value) } : {}) })
          }
        />
      </div>
      {isNew && (
        <div className="col-span-2">
          <TextField
            {...field('id')}
            label="Id, which stays as it is"
            maxLength={100}
            spellCheck={false}
            className="font-mono"
            help="Small letters, digits, _ and -."
          />
        </div>
      )}
      <div className="col-span-2">
        <RadioCards
          legend="Environment; production is not among them"
          options={drillEnvironments.map((each) => [each, each, environmentSays[each]])}
          value={form.environment}
          onChange={(environment) => change({ environment })}
        />
      </div>
      <MomentField {...field('due')} label="Next due (your local time)" />
      <TextField {...field('interval')} type="number" min={1} max={730} label="Then every … days" />
      <TextField {...field('dueSoon')} type="number" min={0} max={90} label="Owners are told … days before" />
      <TextField {...field('limit')} type="number" min={1} label="Rollback limit in seconds" />
      <div className="col-span-2">
        <TextField
          {...field('runbook')}
          label="Runbook"
          maxLength={300}
          className="font-mono"
          help="A path or a name, never an address: it goes to chats and into exports."
        />
      </div>
      <div className="col-span-2">
        <TextAreaField
          name="steps"
          label="Steps that are ticked off, one a line"
          rows={4}
          value={form.steps}
          error={errors.steps}
          onValueChange={(steps) => change({ steps })}
        />
      </div>
    </div>
  )
}

/** By which connectors. Those that are set up are a press away; a name that is not set up is taken too, and marked. */
export function ProviderField({
  form,
  errors,
  change,
  connectors,
}: FieldsProps & { connectors: readonly Connector[] }) {
  const chosen = namesIn(form.providers)
  const toggle = (name: string) =>
    change({
      providers: (chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]).join(', '),
    })
  return (
    <div className="flex flex-col gap-2">
      <TextField
        name="providers"
        label="Providers, with commas between"
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        value={form.providers}
        error={errors.providers}
        onChange={({ currentTarget: { value } }) => change({ providers: value })}
      />
      {connectors.length > 0 && (
        // What is only for screen readers is placed within this, not within the page: it would stand below its end.
        <fieldset className="relative flex flex-wrap items-center gap-1.5">
          <legend className="sr-only">Connectors that are set up</legend>
          {connectors.map(({ name, kind }) => (
            <button
              key={name}
              type="button"
              aria-pressed={chosen.includes(name)}
              onClick={() => toggle(name)}
              className="rounded-full border border-line-strong px-2.5 py-0.5 text-s text-muted hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-bg aria-pressed:text-ink"
            >
              <span className="font-mono">{name}</span>
              {name !== kind && <span className="ml-1.5 text-xs">{kind}</span>}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  )
}
