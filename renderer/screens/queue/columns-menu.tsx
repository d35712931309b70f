import { Menu } from '@base-ui/react/menu'
import { Check, Columns3 } from 'lucide-react'
import { useRef } from 'react'
import { buttonLook } from '../../components/button.tsx'
import { columns, type KeptColumns, ordered } from './columns.ts'

type Props = { kept: KeptColumns; className?: string; onColumns: (columns: KeptColumns) => void }

/** Which columns are shown. Where there is no room for all of them some go, and come back with it. */
export function ColumnsMenu({ kept, className = '', onColumns }: Props) {
  const { hidden = [] } = kept
  // Opens inside the page's landmarks.
  const place = useRef<HTMLDivElement>(null)
  return (
    <div ref={place} className="contents">
      <Menu.Root>
        <Menu.Trigger aria-label="Columns" title="Columns" className={`${buttonLook('plain')} ${className}`}>
          <Columns3 size={14} aria-hidden />
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="end" sideOffset={4} className="z-30">
            <Menu.Popup className="w-52 rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none">
              <Menu.Group>
                <Menu.GroupLabel className="px-3 py-1 text-xs text-faint">Columns, where there is room</Menu.GroupLabel>
                {ordered(kept.order)
                  .filter((id) => columns[id].hideable)
                  .map((id) => (
                    <Menu.CheckboxItem
                      key={id}
                      checked={!hidden.includes(id)}
                      onCheckedChange={(on) =>
                        onColumns({ ...kept, hidden: on ? hidden.filter((each) => each !== id) : [...hidden, id] })
                      }
                      className="grid grid-cols-[16px_1fr] items-center gap-x-2 px-3 py-1.5 outline-none data-highlighted:bg-hover"
                    >
                      <Menu.CheckboxItemIndicator>
                        <Check size={14} aria-hidden className="text-accent" />
                      </Menu.CheckboxItemIndicator>
                      <span className="col-start-2">{columns[id].name}</span>
                    </Menu.CheckboxItem>
                  ))}
              </Menu.Group>
              <Menu.Item
                onClick={() => onColumns({})}
                className="mt-1 border-t border-line px-3 py-1.5 pl-9 outline-none data-highlighted:bg-hover"
              >
                As they come
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  )
}
