import type { GeneratedAlways } from 'kysely'

/** The tables of the deploy gate. */
export type DeploySchema = {
  surface: {
    workspace: string
    surface_id: string
    document: string
    changed_at: string
    changed_by: string
    changed_by_digest: string
    last_seq: number
  }
  surface_standing: { workspace: string; surface_id: string; document: string; last_seq: number }
  deploy: {
    n: GeneratedAlways<number>
    workspace: string
    deploy_id: string
    surface_id: string
    kind: string
    path: string
    from_sha: string | null
    to_sha: string | null
    began_at: string
    /** All of it, canonical. */
    document: string
    state: string
    outcome: string | null
    finished_at: string | null
    run_url: string | null
    review_open: number
    settled: number
    last_seq: number
    /** Which process carries it out, and until when it has to have said that it lives. */
    lease: string | null
    lease_until: string | null
    /** Who asks for it to be broken off. */
    stop_by: string | null
    stop_by_digest: string | null
  }
  deploy_log: { workspace: string; deploy_id: string; n: number; at: string; kind: string; text: string }
  /** What connectors are to be told, until they were. */
  deploy_notice: {
    workspace: string
    notice_id: string
    deploy_id: string
    connector: string
    body: string
    created_at: string
    outcome: string
    error: string | null
    due_at: string | null
    lease: string | null
    tries: number
  }
  /** What a team's server is still to be told of deploys that this machine made past it. */
  deploy_forward: {
    workspace: string
    deploy_id: string
    server: string
    body: string
    due_at: string
    tries: number
    error: string | null
    told_at: string | null
  }
  workspace_retention: { workspace: string; document: string; last_seq: number }
}
