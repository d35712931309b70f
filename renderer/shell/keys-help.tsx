import { Button } from '../components/button.tsx'
import { Dialog, DialogActions } from '../components/dialog.tsx'
import { Kbd } from '../components/kbd.tsx'
import { ScrollRegion } from '../components/scroll-region.tsx'
import { type Command, currentCommands, useCommandLayers } from '../state/commands.ts'
import { showOverlay } from '../state/overlays.ts'

/** Every key that works here and now; derived from the registry, so it cannot say what is not so. */
export function KeysHelp() {
  useCommandLayers()
  const commands = currentCommands().filter(({ keys }) => keys !== undefined && keys.length > 0)
  const groups = [...new Set(commands.map(({ group }) => group))]
  const close = () => showOverlay(null)
  return (
    <Dialog open onOpenChange={close} title="Keys" width="max-w-160">
      <ScrollRegion label="Keys that work here" className="max-h-[60vh] gap-x-8 px-5 py-3 sm:columns-2">
        {groups.map((group) => (
          <KeyGroup key={group} name={group} commands={commands.filter((command) => command.group === group)} />
        ))}
        <KeyGroup
          name="Everywhere"
          commands={[
            { id: 'esc', label: 'Close the topmost thing', group: '', keys: ['Escape'], run: close },
            { id: 'tab', label: 'Move between controls', group: '', keys: ['Tab'], run: close },
          ]}
        />
      </ScrollRegion>
      <DialogActions>
        <p className="mr-auto self-center text-s text-faint">Keys rest while you type in a field.</p>
        <Button onClick={close}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}

function KeyGroup({ name, commands }: { name: string; commands: readonly Command[] }) {
  return (
    <section className="mb-4 break-inside-avoid">
      <h3 className="mb-1 text-xs text-faint">{name}</h3>
      <dl>
        {commands.map(({ id, label, keys }) => (
          <div key={id} className="flex items-center justify-between gap-3 border-b border-line py-1.5">
            <dt>{label}</dt>
            <dd className="flex gap-2">
              {keys?.map((each) => (
                <Kbd key={each} keys={each} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
