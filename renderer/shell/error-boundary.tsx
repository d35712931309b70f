import { Component, type ReactNode } from 'react'
import { buttonLook } from '../components/button.tsx'

/** The last resort, so it leans on nothing that might be what broke. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { message: string | null }> {
  override state: { message: string | null } = { message: null }

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render() {
    if (this.state.message === null) return this.props.children
    return (
      <main role="alert" className="grid h-full place-items-center p-8">
        <div className="flex max-w-md flex-col items-start gap-3">
          <h1 className="text-l font-semibold">The console stopped working</h1>
          <p className="text-muted">
            What the server accepted is safe; only this page stumbled. Whether something that was under way has been
            carried out stands in the audit record.
          </p>
          <p className="font-mono text-xs break-all text-faint">{this.state.message}</p>
          <button type="button" className={buttonLook('primary')} onClick={() => location.reload()}>
            Reload the console
          </button>
        </div>
      </main>
    )
  }
}
