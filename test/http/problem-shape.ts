import { expect } from 'vitest'
import { Problem } from '../../shared/contract/problem.ts'

/** What every answer carries, whatever it says. */
export const headersOfEveryAnswer = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=()',
  'content-security-policy': expect.stringContaining("default-src 'none'"),
  'cache-control': 'no-store',
  'x-request-id': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
}

/** Asserts that an answer is a refusal in the one form that refusals have, and gives its body. */
export async function problemOf(response: Response, status: number, code: string): Promise<Problem> {
  const body: Problem = Problem.parse(await response.json())
  expect({ status: response.status, code: body.code }, body.detail).toEqual({ status, code })
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(Object.fromEntries(response.headers)).toMatchObject(headersOfEveryAnswer)
  expect(body).toMatchObject({ type: `urn:countersign:problem:${code}`, status, title: expect.stringMatching(/\w/) })
  expect(body.detail).toMatch(/^\S.*\.$/s)
  expect(response.headers.has('www-authenticate')).toBe(status === 401)
  return body
}
