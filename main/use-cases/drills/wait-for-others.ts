import type { Services } from '../../services.ts'
import { readDrillDeliveries } from '../../store/drill-deliveries.ts'

/** A commit of another process may be heard late. */
const lookEveryMs = 250

/** While another request, perhaps at another process, still delivers the same plan; but no longer than `patienceMs`. */
export async function waitForOthers(
  { store, stopping }: Pick<Services, 'store' | 'stopping'>,
  workspace: string,
  plan_id: string,
  patienceMs: number,
): Promise<void> {
  const over = AbortSignal.any([stopping, AbortSignal.timeout(patienceMs)])
  while (!over.aborted) {
    const deliveries = await readDrillDeliveries(store.read, workspace, plan_id)
    if (deliveries.every(({ outcome }) => outcome !== 'pending')) return
    await news(store, over)
  }
}

function news({ watch }: Services['store'], over: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, lookEveryMs)
  const unwatch = watch(resolve)
  over.addEventListener('abort', () => resolve(), { once: true })
  return promise.finally(() => {
    clearTimeout(timer)
    unwatch()
  })
}
