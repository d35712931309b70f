import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { veil } from '../components/dialog.tsx'
import { Kbd } from '../components/kbd.tsx'
import { type Command, currentCommands, runCommand, useCommandLayers } from '../state/commands.ts'
import { showOverlay } from '../state/overlays.ts'

type Group = { value: string; items: Command[] }

function grouped(commands: readonly Command[]): Group[] {
  const groups = new Map<string, Command[]>()
  for (const command of commands.filter(({ palette }) => palette !== false))
    groups.set(command.group, [...(groups.get(command.group) ?? []), command])
  return [...groups].map(([value, items]) => ({ value, items }))
}

export function Palette() {
  const { layers } = useCommandLayers()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the registry changes with its layers
  const groups = useMemo(() => grouped(currentCommands()), [layers])
  // Runs after the palette is gone, so that what the command opens may take the focus. By its id, because what it does
  // and whether it sleeps may be another by then.
  const [chosen, setChosen] = useState<string | null>(null)
  const [open, setOpen] = useState(true)

  function finish(stillOpen: boolean) {
    if (stillOpen) return
    showOverlay(null)
    if (chosen !== null) runCommand(chosen)
  }

  return (
    <Dialog.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={finish}>
      <Dialog.Portal>
        <Dialog.Backdrop className={veil} />
        <Dialog.Viewport className="fixed inset-0 z-40 flex items-start justify-center px-4 pt-[12vh]">
          <Dialog.Popup
            aria-label="Command palette"
            className="flex max-h-[70vh] w-full max-w-140 flex-col rounded-l border border-line-strong bg-raised shadow-pop outline-none"
          >
            <Autocomplete.Root
              open
              inline
              items={groups}
              autoHighlight="always"
              keepHighlight
              itemToStringValue={(command: Command) => `${command.label} ${command.group}`}
            >
              <div className="flex items-center gap-2.5 border-b border-line px-4">
                <Search size={15} aria-hidden className="text-faint" />
                <Autocomplete.Input
                  aria-label="Search commands"
                  placeholder="Search or run a command"
                  className="h-11 w-full bg-transparent text-l outline-none placeholder:text-faint"
                />
                <Kbd keys="Escape" />
              </div>
              <Dialog.Close className="sr-only">Close the palette</Dialog.Close>
              <Autocomplete.Empty className="px-4 py-6 text-muted empty:hidden">
                No command matches. Try fewer letters.
              </Autocomplete.Empty>
              <Autocomplete.List className="min-h-0 overflow-y-auto p-1.5 empty:hidden">
                {(group: Group) => (
                  <Autocomplete.Group key={group.value} items={group.items} className="mb-1">
                    <Autocomplete.GroupLabel className="px-2.5 pt-1.5 pb-1 text-xs text-faint">
                      {group.value}
                    </Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(command: Command) => (
                        <Row
                          key={command.id}
                          command={command}
                          onChoose={() => {
                            setChosen(command.id)
                            setOpen(false)
                          }}
                        />
                      )}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Row({ command, onChoose }: { command: Command; onChoose: () => void }) {
  const { icon: Icon, label, keys, asleep } = command
  const sleeping = (asleep ?? null) !== null
  return (
    <Autocomplete.Item
      value={command}
      disabled={sleeping}
      onClick={onChoose}
      className="flex h-9 items-center gap-2.5 rounded-m px-2.5 outline-none data-disabled:opacity-55 data-highlighted:bg-accent-bg"
    >
      <span className="w-4 text-faint">{Icon !== undefined && <Icon size={15} aria-hidden />}</span>
      <span className="min-w-0 flex-1 truncate">
        {label}
        {sleeping && <span className="ml-2 text-s text-muted">{asleep}</span>}
      </span>
      {keys?.map((each) => (
        <Kbd key={each} keys={each} />
      ))}
    </Autocomplete.Item>
  )
}
