import type { Identity, SampleActor } from '../../shared/domain/actor.ts'
import type { Role } from '../../shared/domain/permission.ts'

type SamplePerson = Identity & { role: Role }

export const sampleIdentity = (subject: string, name: string): Identity => ({
  issuer: 'sample',
  subject,
  email: `${subject}@sample.invalid`,
  name,
  via: 'sample',
  verified: false,
})

const person = (subject: SampleActor, name: string, role: Role): SamplePerson => ({
  ...sampleIdentity(subject, name),
  role,
})

/** Three people, so that one newcomer can walk a tier 3 approval. */
export const samplePeople: Record<SampleActor, SamplePerson> = {
  operator: person('operator', 'Sample operator', 'operator'),
  approver: person('approver', 'Sample approver', 'approver'),
  commander: person('commander', 'Sample commander', 'incident_commander'),
}
