import type { FleetSettings } from '../../../shared/domain/fleet-settings.ts'

const dayMs = 86_400_000

/** What is older has been let go of, or may be at any moment. */
export const keptSince = ({ retention_days }: Pick<FleetSettings, 'retention_days'>, now: number): number =>
  now - retention_days * dayMs
