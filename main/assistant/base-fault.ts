import { plainBase } from '../../shared/domain/provider.ts'
import { type Result, refuse } from '../../shared/domain/result.ts'
import { type TargetPolicy, urlFault } from '../use-cases/webhooks/targets.ts'

/** Why a provider may not be asked at this address, if so; the address behind a name is judged when it is connected to. */
export function baseFault(base: string, policy: TargetPolicy): Result<never> | undefined {
  const query = 'expected no query and no fragment: paths are put behind it'
  const fault = URL.parse(base)?.username
    ? userFault
    : (urlFault(base, policy) ?? (plainBase(base) ? undefined : query))
  if (fault === undefined) return undefined
  return refuse('invalid_input', 'The provider cannot be asked there.', {
    issues: [{ path: ['base_url'], message: fault }],
  })
}

const userFault = 'expected no user name or password in it: the key says who asks'
