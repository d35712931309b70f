import { expect, type Page } from '@playwright/test'

/** Makes a team's server the console's connection. */
export async function connectTo(page: Page, url: string): Promise<void> {
  const answer = await page.evaluate(async (address) => {
    const response = await fetch('/console/connections', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Team', url: address, environment: 'staging', token: 'the-token-of-a-test' }),
    })
    return { status: response.status, says: await response.text() }
  }, url)
  expect(answer.status, answer.says).toBe(201)
}
