import { Toast } from '@base-ui/react/toast'
import { BellRing, CircleCheck, CircleX, type LucideIcon, X } from 'lucide-react'
import { environmentShapes } from '../state/environments.ts'
import { toasts } from '../state/toasts.ts'
import { buttonLook } from './button.tsx'

export function Toasts() {
  return (
    <Toast.Provider toastManager={toasts} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-10 z-50 flex w-84 flex-col gap-2">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

const looks: Record<string, [LucideIcon, string]> = {
  failed: [CircleX, 'text-bad'],
  alert: [BellRing, 'text-warn'],
}

const shapeOf = (type: string | undefined) =>
  Object.entries(environmentShapes).find(([environment]) => environment === type)?.[1]

function Look({ type = 'done' }: { type: string | undefined }) {
  const shape = shapeOf(type)
  if (shape !== undefined) return <span aria-hidden>{shape}</span>
  const [Icon, colour] = looks[type] ?? [CircleCheck, 'text-ok']
  return <Icon size={15} aria-hidden className={`mt-0.5 shrink-0 ${colour}`} />
}

function List() {
  return Toast.useToastManager().toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection="right"
      data-env={toast.type}
      className={`rounded-m border border-line-strong bg-raised shadow-pop data-limited:hidden ${shapeOf(toast.type) === undefined ? '' : 'border-l-6 border-l-env'}`}
    >
      <Toast.Content className="flex items-start gap-2 p-3">
        <Look type={toast.type} />
        <div className="min-w-0 flex-1">
          <Toast.Title render={<p />} className="font-semibold" />
          <Toast.Description className="break-words text-muted" />
          <Toast.Action className={`${buttonLook('plain')} mt-2`} />
        </div>
        <Toast.Close aria-label="Dismiss" className="rounded-s p-0.5 text-faint hover:bg-hover hover:text-ink">
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
