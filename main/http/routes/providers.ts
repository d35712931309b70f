import * as contract from '../../../shared/contract/assistant.ts'
import { providerIds } from '../../../shared/domain/assistant.ts'
import { listModelsOf } from '../../assistant/ask-provider.ts'
import { listProviders, putProvider, removeProvider } from '../../assistant/providers.ts'
import { testProvider } from '../../assistant/test-provider.ts'
import type { Services } from '../../services.ts'
import { callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'

/** Whoever writes replies for somebody, by a key of their own. */
export function providerRoutes(mount: Mount, services: Services): void {
  mount(contract.listProviders, async (c) =>
    c.json(
      {
        items: await listProviders(services, callerOf(c)),
        kept: services.secrets.protection,
        scripted: services.mode === 'sample',
      },
      200,
    ),
  )
  mount(
    contract.putProvider,
    async (c) => {
      const { provider } = c.req.valid('param')
      return c.json(unwrap(await putProvider(services, callerOf(c), provider, c.req.valid('json'))), 200)
    },
    isOne,
  )
  mount(
    contract.removeProvider,
    async (c) => c.json(await removeProvider(services, callerOf(c), c.req.valid('param').provider), 200),
    isOne,
  )
  mount(
    contract.testProvider,
    async (c) => {
      const { provider } = c.req.valid('param')
      return c.json(unwrap(await testProvider(services, callerOf(c), provider, c.req.raw.signal)), 200)
    },
    isOne,
  )
  mount(
    contract.listModels,
    async (c) => {
      const { provider } = c.req.valid('param')
      const items = unwrap(await listModelsOf(services, callerOf(c), provider, c.req.raw.signal))
      return c.json({ items }, 200)
    },
    isOne,
  )
}

const isOne: Subject = async (c) =>
  providerIds.some((id) => id === c.req.param('provider'))
    ? undefined
    : { code: 'not_found', detail: `There is no such provider; there are ${providerIds.join(', ')}.` }
