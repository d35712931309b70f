import { expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { staff } from '../support/openid.ts'
import { actions, asJson, proposalOf, type Row, rightly } from './action-kit.ts'
import { jsonBody } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { session, signIn, withWeb } from './web-kit.ts'

test.each(engines)('a browser’s session gets no younger by being renewed, on %s', (engine) =>
  withWeb(engine, async (web) => {
    const operator = await web.app.keyFor(['operator'])
    const wanted = jsonBody(proposalOf({ type: 'rollback_deploy', ttl_seconds: 3600 }))
    const { id } = await asJson<Row>(await web.app.ask(actions, { ...wanted, key: operator }), 201)
    const { browser } = await signIn(web, staff.approver)
    const approve = () =>
      browser.ask(`${web.url}${actions}/${id}/approve`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: web.url, 'idempotency-key': `renewed-${engine}` },
        body: JSON.stringify(rightly('approve')),
      })

    // Longer than the access token lasts, too: the issuer is asked for another one meanwhile.
    web.ahead(600_000)
    expect(await problemOf(await approve(), 401, 'step_up_required')).toMatchObject({ max_age: 300 })
    expect(web.provider.asked.filter((each) => each === 'POST /token')).toHaveLength(2)
    expect((await session(browser, web.url)).status, 'nobody is signed out by it').toBe(200)
    expect(browser.cookies.size).toBeGreaterThan(0)
    web.ahead(0)
    expect((await asJson<Row>(await approve(), 200)).approvals).toHaveLength(1)
  }),
)
