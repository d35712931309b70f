import type { Identity } from '../../shared/domain/actor.ts'

const person = (name: string): Identity => ({
  issuer: 'https://id.example',
  subject: name.toLowerCase(),
  email: `${name.toLowerCase()}@example.com`,
  name,
  via: 'oidc',
  verified: true,
})

export const ada = person('Ada')
export const grace = person('Grace')
