import type { Deploy } from '../../../deploys-api.ts'

export type Deed = Deploy['commands'][number]['name']

/** Why it cannot be done to a deploy now, if so. */
export function whyNot(deploy: Deploy, name: Deed): string | null {
  const offer = deploy.commands.find((each) => each.name === name)
  if (offer?.enabled) return null
  return offer?.reason ?? 'The server does not offer this here.'
}
