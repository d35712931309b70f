import { expect, test } from 'vitest'
import { ApiProblem, isSignedOut, Offline, type ProblemCode, wantsSignIn } from '../../renderer/problem.ts'

const problem = (code: ProblemCode, status: number) => new ApiProblem({ title: '', status, code, detail: '' }, null)

test.each([
  ['credential_missing', problem('credential_missing', 401), true, true],
  ['credential_invalid', problem('credential_invalid', 401), true, true],
  ['credential_expired', problem('credential_expired', 401), true, true],
  ['a door that speaks no problem', problem('unexpected_answer', 401), true, true],
  ['step_up_required: the server knows who it is', problem('step_up_required', 401), true, false],
  ['permission_denied', problem('permission_denied', 403), false, false],
  ['an issuer that cannot be asked', problem('issuer_unreachable', 503), false, false],
  ['silence', new Offline('no'), false, false],
  ['a bug', new Error('no'), false, false],
])('%s', (_, error, wants, out) => {
  expect(wantsSignIn(error)).toBe(wants)
  expect(isSignedOut(error)).toBe(out)
})
