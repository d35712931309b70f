import { Toast } from '@base-ui/react/toast'
import { CircleCheck, CircleX, X } from 'lucide-react'
import { toasts } from '../state/toasts.ts'

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

function List() {
  return Toast.useToastManager().toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection="right"
      className="rounded-m border border-line-strong bg-raised shadow-pop data-limited:hidden"
    >
      <Toast.Content className="flex items-start gap-2 p-3">
        {toast.type === 'failed' ? (
          <CircleX size={15} aria-hidden className="mt-0.5 shrink-0 text-bad" />
        ) : (
          <CircleCheck size={15} aria-hidden className="mt-0.5 shrink-0 text-ok" />
        )}
        <div className="min-w-0 flex-1">
          <Toast.Title render={<p />} className="font-semibold" />
          <Toast.Description className="break-words text-muted" />
        </div>
        <Toast.Close aria-label="Dismiss" className="rounded-s p-0.5 text-faint hover:bg-hover hover:text-ink">
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
