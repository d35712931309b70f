import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { create } from 'zustand'
import type { Provider } from '../../../assistant-api.ts'
import { Select } from '../../../components/select.tsx'
import { modelsQuery } from '../../../state/assistant.ts'
import { useEpoch } from '../../../state/connection.ts'

/** The model that was chosen for the next questions; null is the provider's own. */
export const useModel = create<{ model: string | null }>(() => ({ model: null }))
useEpoch.subscribe(() => useModel.setState({ model: null }))

const ownModel = ''
const providerNames: Record<Provider['id'], string> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gateway: 'Gateway',
}

/** Which model of the provider in use answers. Its list is asked for once somebody reaches for the choice. */
export function ModelChoice({ provider }: { provider: Provider }) {
  const [wanted, setWanted] = useState(false)
  const { data, error } = useQuery({ ...modelsQuery(provider), enabled: wanted, retry: false })
  const { model } = useModel()
  const name = providerNames[provider.id]
  const own = provider.model === null ? `${name}: its own model` : `${name}: ${provider.model}`
  const listed = (data?.items ?? []).filter(({ id }) => id !== provider.model)
  const choices = [
    { value: ownModel, label: own },
    ...(model !== null && !listed.some(({ id }) => id === model) ? [{ value: model, label: model }] : []),
    ...listed.map(({ id, label }) => ({ value: id, label })),
    ...(error === null ? [] : [{ value: 'none', label: 'The provider does not list its models now' }]),
  ]
  const reach = () => setWanted(true)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens whether the control within is reached for
    <span onPointerEnter={reach} onFocus={reach} className="min-w-0">
      <Select
        name="Model"
        value={model ?? ownModel}
        choices={choices}
        onChange={(value) => value !== 'none' && useModel.setState({ model: value === ownModel ? null : value })}
        className="max-w-64 border-transparent!"
      >
        <span className="truncate">{model === null ? own : `${name}: ${model}`}</span>
      </Select>
    </span>
  )
}
