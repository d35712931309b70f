import { providerIds } from '../../shared/domain/assistant.ts'
import { writeProviderRemoval } from '../../shared/domain/provider.ts'
import { systemIdentity } from '../identity/system.ts'
import type { Services } from '../services.ts'
import { knowActor } from '../store/actors.ts'
import { forgetSecretsLabelled } from '../store/secrets.ts'
import { labelAt, nameOf } from './provider-keys.ts'

/** Forgets the keys that were given for a connection which is no more: nobody could use or remove them any longer. */
export function forgetKeysAt({ store, workspace }: Pick<Services, 'store' | 'workspace'>, id: string): Promise<void> {
  return store.write(workspace, async (tx) => {
    const gone = await forgetSecretsLabelled(tx, labelAt(id))
    if (gone.length === 0) return
    const actor = await knowActor(tx, systemIdentity)
    for (const { provider } of gone) {
      const known = providerIds.find((each) => nameOf(each) === provider)
      if (known !== undefined) tx.append({ ...writeProviderRemoval(known), actor })
    }
  })
}
