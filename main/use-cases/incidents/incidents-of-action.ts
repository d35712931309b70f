import { readIncidentsLinkedTo } from '../../store/incident-links.ts'
import type { ReadDb } from '../../store/schema.ts'

/** The incidents that an action is linked to, newest first. */
export const incidentsOfAction = (db: ReadDb, workspace: string, action: string) =>
  readIncidentsLinkedTo(db, workspace, 'action', action)
