import type { Result } from '../../shared/domain/result.ts'
import { forward, type Remote } from './forward.ts'
import { Refused } from './problem.ts'
import type { SignInDesk } from './sign-in-desk.ts'

type Place = { id: string; name: string; url: string }
type Parts = { desk: Pick<SignInDesk, 'tokenOf' | 'another'>; fetchRemote: typeof fetch; unfit: Remote['unfit'] }

/**
 * Sends a request on with whatever signs this console in there. A token that the server does not take any more is
 * renewed and the request sent once more: what was answered with 401 was not carried out. It can be sent again because it
 * is small; the door has seen to that.
 */
export async function forwardSignedIn(request: Request, { id, name, url }: Place, { desk, fetchRemote, unfit }: Parts) {
  const token = orRefused(name, await desk.tokenOf(id))
  const body = request.body === null ? undefined : await request.arrayBuffer()
  const send = (bearer: string) => forward(request, { name, url, token: bearer, unfit }, fetchRemote, body)
  const answer = await send(token)
  if (answer.status !== 401 || asksForFreshness(answer)) return answer
  const renewed = await desk.another(id, token)
  if (renewed === null) return answer
  await answer.body?.cancel()
  return send(orRefused(name, renewed))
}

/** RFC 9470: the token is good, and no renewal makes the person's last proof any younger. */
const asksForFreshness = (answer: Response): boolean =>
  (answer.headers.get('www-authenticate') ?? '').includes('insufficient_user_authentication')

function orRefused(name: string, token: Result<string>): string {
  if (token.ok) return token.value
  const { code, detail } = token.refusal
  // Signing in helps nobody while the issuer cannot be asked.
  const advice = code === 'issuer_unreachable' ? '' : ' Sign in to it in Settings, under Connections.'
  throw new Refused({ code, detail: `${name}: ${detail}${advice}` })
}
