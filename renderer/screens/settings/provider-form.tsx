import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { assistantApi, type Provider } from '../../assistant-api.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { Refused } from '../../components/refused.tsx'
import { fieldMessages, sentenceOf } from '../../problem.ts'
import { modelsQuery, refreshProviders } from '../../state/assistant.ts'
import { notify } from '../../state/toasts.ts'
import { providerWords } from './provider-words.ts'

type Props = {
  provider: Provider
  /** Why nothing can be sent. */
  asleep: string | null
  onSaved: () => void
  /** What else can be done, beside Save. */
  children: ReactNode
}

const known = ['key', 'base_url', 'model']

/** Key, address and model of one provider. The key is typed, sent once, and never seen again; left empty, it stays. */
export function ProviderForm({ provider, asleep, onSaved, children }: Props) {
  const { id, configured, central } = provider
  const words = providerWords[id]
  const [key, setKey] = useState('')
  const [base, setBase] = useState(provider.base_url ?? '')
  const [model, setModel] = useState(provider.model ?? '')
  const [listing, setListing] = useState(false)
  const list = useId()
  const usable = configured || central
  const models = useQuery({ ...modelsQuery(provider), enabled: listing && usable })
  const put = useMutation({
    mutationFn: () =>
      assistantApi.putProvider(id, {
        ...(key.trim() === '' ? {} : { key: key.trim() }),
        base_url: base.trim() === '' ? null : base.trim(),
        model: model.trim() === '' ? null : model.trim(),
      }),
    onSuccess() {
      setKey('')
      notify.done(`${words.name} is saved`)
      onSaved()
    },
    onSettled: () => void refreshProviders(),
  })
  const errors = fieldMessages(put.error)
  const changed =
    key.trim() !== '' || base.trim() !== (provider.base_url ?? '') || model.trim() !== (provider.model ?? '')
  const short = key.trim() !== '' && key.trim().length < 8
  const why =
    asleep ??
    (put.isPending ? 'Waiting for the server' : null) ??
    (!usable && key.trim() === '' ? 'Asleep until a key is typed' : null) ??
    (short ? 'A key has at least 8 characters' : null) ??
    (changed ? null : 'Asleep until something is changed')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (why === null) put.mutate()
  }
  return (
    <form onSubmit={submit} aria-label={`Provider ${words.name}`} className="flex flex-col gap-2.5">
      <TextField
        name={`${id}-key`}
        type="password"
        label={configured ? 'Another key in its place' : 'Key'}
        placeholder={configured ? '•••••••• kept as it is' : words.key}
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        className="font-mono"
        value={key}
        error={errors.key}
        help="It is sent once, and never shown again."
        onChange={({ currentTarget }) => setKey(currentTarget.value)}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          name={`${id}-base`}
          label={words.base === null ? 'Address of a gateway of your own' : 'Address, if another than usual'}
          placeholder={words.base ?? 'empty: this workspace’s gateway'}
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          className="font-mono"
          value={base}
          error={errors.base_url}
          onChange={({ currentTarget }) => setBase(currentTarget.value)}
        />
        <div>
          <TextField
            name={`${id}-model`}
            label="Model"
            placeholder={words.model ?? 'as its provider calls it'}
            list={list}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            className="font-mono"
            value={model}
            error={errors.model}
            help={modelHelp({
              usable,
              listing,
              loading: models.isFetching,
              error: models.error,
              count: models.data?.items.length,
            })}
            onFocus={() => setListing(true)}
            onChange={({ currentTarget }) => setModel(currentTarget.value)}
          />
          <datalist id={list}>
            {models.data?.items.map((each) => (
              <option key={each.id} value={each.id}>
                {each.label}
              </option>
            ))}
          </datalist>
        </div>
      </div>
      {put.error !== null && !known.some((field) => errors[field] !== undefined) && <Refused error={put.error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" asleep={why}>
          {put.isPending ? 'Asking the server…' : 'Save'}
          <span className="sr-only"> {words.name}</span>
        </Button>
        {children}
      </div>
    </form>
  )
}

type Listed = { usable: boolean; listing: boolean; loading: boolean; error: unknown; count: number | undefined }

/** Any name can be typed, whether the provider lists it or not. */
function modelHelp({ usable, listing, loading, error, count }: Listed): string {
  if (!usable) return 'Listed by the provider once there is a key; any name can be typed.'
  if (loading) return 'Asking the provider which it has…'
  if (listing && error !== null) return `The list could not be read: ${sentenceOf(error)} Any name can be typed.`
  if (count !== undefined) return `${count} listed by the provider; any name can be typed.`
  return 'The provider’s list opens as you type; any name can be typed.'
}
