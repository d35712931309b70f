import type { LucideIcon } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { create } from 'zustand'

/** What the operator can do: palette, keys help, keyboard and the desktop's menu all read this one registry. */
export type Command = {
  id: string
  label: string
  group: string
  /** `j`, `?`, `Mod+k`, `g a` (one after the other), `Escape`; several when there is more than one way. */
  keys?: readonly string[]
  /** Its key works while one types in a field too: for what closes the form that the field is in. */
  whileTyping?: boolean
  icon?: LucideIcon
  /** Why it cannot be done now. */
  asleep?: string | null
  /** Keys that only make sense where one is (j, k, Enter) stay out of the palette. */
  palette?: boolean
  run: () => void
}

type Layer = { readonly current: readonly Command[] }
type Registry = { layers: readonly Layer[]; ids: string }
export const useCommandLayers = create<Registry>(() => ({ layers: [], ids: '' }))

/** The newest registration of an id wins: what is open on top of something takes its keys. */
export function currentCommands(): Command[] {
  const byId = new Map<string, Command>()
  for (const layer of useCommandLayers.getState().layers)
    for (const command of layer.current) {
      byId.delete(command.id)
      byId.set(command.id, command)
    }
  return [...byId.values()]
}

/** Offers commands for as long as the component is shown. */
export function useCommands(commands: readonly Command[]): void {
  const layer = useRef(commands)
  const ids = commands.map(({ id }) => id).join(' ')
  useEffect(() => {
    layer.current = commands
  })
  useEffect(() => {
    useCommandLayers.setState(({ layers }) => ({ layers: [...layers, layer], ids }))
    return () => useCommandLayers.setState(({ layers }) => ({ layers: layers.filter((each) => each !== layer), ids }))
  }, [ids])
}

export function runCommand(id: string): boolean {
  const command = currentCommands().find((each) => each.id === id)
  if (command === undefined || (command.asleep ?? null) !== null) return false
  command.run()
  return true
}
