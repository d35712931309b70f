import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from 'zod/v4/core'
import { Toasts } from './components/toasts.tsx'
import { router } from './router.tsx'
import { ErrorBoundary } from './shell/error-boundary.tsx'
import { queryClient } from './state/queries.ts'
import { followSystemTheme } from './state/theme.ts'
import { styleNonce } from './style-nonce.ts'

// zod's compiled parsers need eval, which the content security policy forbids.
config({ jitless: true })
followSystemTheme()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <CSPProvider nonce={styleNonce()}>
        <QueryClientProvider client={queryClient}>
          <Tooltip.Provider delay={400}>
            <RouterProvider router={router} />
            <Toasts />
          </Tooltip.Provider>
        </QueryClientProvider>
      </CSPProvider>
    </ErrorBoundary>
  </StrictMode>,
)
