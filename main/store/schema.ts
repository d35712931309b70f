import type { ColumnType, Generated, GeneratedAlways, Kysely } from 'kysely'
import type { DeploySchema } from './schema-deploys.ts'
import type { FleetSchema } from './schema-fleet.ts'

/** The tables, the same on SQLite and PostgreSQL. Times are RFC 3339 text in UTC, flags are 0 or 1, documents are JSON text. */
export type Schema = DeploySchema &
  FleetSchema & {
    instance: {
      id: string
      created_at: string
      /** 1 for a sample: its file may be begun anew, anything else never. */
      sample: number
      /** The public half of the signing key, raw. */
      public_key: Buffer
      only: Generated<number>
    }
    /** PostgreSQL alone: the one signing key of all processes, wrapped under the master key. */
    signing_key: { instance_id: string; wrapped: string; created_at: string; key_id: string | null }
    /** Under which master key new secrets go; null until the first. */
    current_master_key: { key_id: string | null }
    workspace: { id: string; created_at: string }
    /** A row per workspace. Locking it is what orders writers. */
    ledger_head: { workspace: string; size: number; edge: Buffer }
    ledger_entry: {
      workspace: string
      seq: number
      /** The canonical JSON that the leaf is the hash of; null once pruned. */
      body: string | null
      leaf: Buffer
      /** Derived from the body by the database itself, so they cannot disagree with it. */
      action: GeneratedAlways<string | null>
      subject: GeneratedAlways<string | null>
    }
    ledger_node: { workspace: string; level: number; position: number; hash: Buffer }
    /** Who an `actor_digest` stands for; a row per identity seen, so a changed name makes a new one. */
    actor: {
      workspace: string
      digest: string
      id: string
      via: string
      verified: number
      issuer: string | null
      subject: string | null
      email: string | null
      name: string | null
      salt: string | null
      first_seen_at: string
      erased_at: string | null
    }
    api_key: {
      id: string
      workspace: string
      name: string
      roles: string
      hash: string
      created_at: string
      revoked_at: string | null
      last_used_at: ColumnType<string | null, never, string>
    }
    action: {
      /** The order of proposals, made by the database. */
      n: GeneratedAlways<number>
      id: string
      workspace: string
      type: string
      tier: number
      target_ref: string
      reason: string
      mode: string
      payload: string
      proposed_by: string
      proposed_by_digest: string
      proposed_through: string
      supersedes: string | null
      proposed_at: string
      expires_at: string
      terms: string
      proposal_digest: string
      /** What a search finds it by. */
      words: string
      /** What became of it, as JSON: the one column that changes, with the entry that changed it last. */
      state: string
      last_seq: number
      reason_head: GeneratedAlways<string>
      /** As the state says: the database checks it. */
      status: string
      executed_at: GeneratedAlways<string | null>
      rejected_at: GeneratedAlways<string | null>
      review_open: GeneratedAlways<number>
    }
    /** SQLite alone: the full-text index of `action.words`; `rowid` is the action's `n`. */
    action_words: { rowid: number; words: string }
    /** How many actions there are of each kind: kept by the database. */
    action_count: {
      workspace: GeneratedAlways<string>
      status: GeneratedAlways<string>
      type: GeneratedAlways<string>
      mode: GeneratedAlways<string>
      actions: GeneratedAlways<number>
    }
    workspace_hold: {
      workspace: string
      held: number
      reason: string | null
      by_id: string
      by_digest: string
      since: string
      last_seq: number
    }
    workspace_policy: {
      workspace: string
      single_operator: number
      by_id: string
      by_digest: string
      since: string
      last_seq: number
    }
    trace_tag: { workspace: string; trace_id: string; tag: string; action_id: string; at: string; seq: number }
    incident: {
      /** The order in which they were opened, made by the database. */
      n: GeneratedAlways<number>
      id: string
      workspace: string
      title: string
      severity: string
      opened_by: string
      opened_by_digest: string
      opened_at: string
      /** What a search finds it by. */
      words: string
      owner: string | null
      owner_digest: string | null
      status: string
      resolved_at: string | null
      resolved_by: string | null
      resolved_by_digest: string | null
      resolution: string | null
      last_seq: number
    }
    incident_link: { workspace: string; incident: string; kind: string; ref: string; seq: number }
    webhook: {
      id: string
      workspace: string
      url: string
      url_salt: string
      description: string
      /** The types that it is told of, as JSON. */
      events: string
      enabled: number
      /** Why it is switched off, where nobody switched it off: its receiver said that it is gone. */
      stopped: string | null
      secret: string
      old_secret: string | null
      old_secret_until: string | null
      created_at: string
      removed_at: string | null
      last_seq: number
    }
    webhook_delivery: {
      id: string
      workspace: string
      webhook_id: string
      type: string
      subject: string
      body: string
      created_at: string
      status: string
      dead_because: string | null
      settled_at: string | null
      due_at: string | null
      lease: string | null
      attempts: number
      tries: number
    }
    webhook_attempt: {
      delivery_id: string
      n: number
      at: string
      ended_at: string | null
      status: number | null
      error: string | null
      answer: string | null
    }
    /** The first answer to a request that carried an Idempotency-Key, for a day. */
    kept_answer: {
      workspace: string
      client: string
      key: string
      request: string
      status: number
      body: string
      at: string
      /** The chat that it tells of, where it does not begin with its id or that of a message. */
      about: string | null
    }
    rate_window: { workspace: string; client: string; began_at: number; used: number }
    /** A browser that is signed in. */
    web_session: {
      id: string
      workspace: string
      /** Of what the cookie holds. */
      hash: string
      issuer: string
      subject: string
      email: string | null
      name: string
      roles: string
      groups: string
      signed_in_at: string | null
      user_agent: string
      /** Sealed, and bound to this session. */
      refresh_token: string | null
      created_at: string
      seen_at: string
      access_expires_at: string
      ends_at: string
      lease: string | null
      lease_until: string | null
    }
    /** What a server has to be able to read again, sealed under the master key that is named. */
    secret: {
      workspace: string
      owner: string
      provider: string
      label: string
      key_id: string
      sealed: string
      created_at: string
      updated_at: string
    }
    drill_schedule: {
      workspace: string
      schedule_id: string
      /** The schedule, canonical. */
      document: string
      status: string
      next_due_at: string
      changed_at: string
      changed_by: string
      changed_by_digest: string
      last_seq: number
    }
    drill_plan: {
      n: GeneratedAlways<number>
      workspace: string
      plan_id: string
      schedule_id: string
      occasion: string
      document: string
      generated_at: string
      generated_by: string
      generated_by_digest: string
      seq: number
    }
    drill_route: {
      n: GeneratedAlways<number>
      workspace: string
      route_id: string
      plan_id: string
      schedule_id: string
      owner: string
      escalation_owner: string
      provider: string
      action: string
      category: string
      acknowledgement_minutes: number
      slo_of: string
      reason: string
      maintenance_window_id: string | null
      owner_available: number
      suppressed_until: string | null
      created_at: string
      slo_ends_at: string
      words: string
      state: string | null
      answered_at: string | null
      acknowledgement_id: string | null
      superseded_by: string | null
      last_seq: number
    }
    drill_acknowledgement: {
      n: GeneratedAlways<number>
      workspace: string
      acknowledgement_id: string
      schedule_id: string
      plan_id: string
      provider: string
      /** JSON: those that it covers, and their routes. */
      owners: string
      route_ids: string
      state: string
      external_ref: string
      notes: string
      by_id: string
      by_digest: string
      through_id: string | null
      through_digest: string | null
      at: string
      seq: number
    }
    drill_delivery: {
      n: GeneratedAlways<number>
      workspace: string
      delivery_id: string
      plan_id: string
      schedule_id: string
      provider: string
      connector: string | null
      retries: number
      timeout_ms: number
      created_at: string
      outcome: string
      due_at: string | null
      lease: string | null
      tries: number
      url: string | null
      settled_at: string | null
      seq: number | null
    }
    drill_delivery_attempt: {
      workspace: string
      delivery_id: string
      n: number
      at: string
      ended_at: string | null
      status: number | null
      error: string | null
    }
    /** Escalation plans and audit packages, as they were made; people by id alone. */
    drill_report: {
      n: GeneratedAlways<number>
      workspace: string
      report_id: string
      kind: string
      document: string
      alert_level: string
      at: string
      by_id: string
      by_digest: string
      seq: number
    }
    drill_run: {
      n: GeneratedAlways<number>
      workspace: string
      run_id: string
      schedule_id: string
      document: string
      state: string
      began_at: string
      ended_at: string | null
      last_seq: number
    }
    drill_policy: {
      workspace: string
      require_verified: number
      by_id: string
      by_digest: string
      since: string
      last_seq: number
    }
    connector: {
      workspace: string
      name: string
      kind: string
      description: string
      enabled: number
      changed_at: string
      changed_by: string
      changed_by_digest: string
      last_seq: number
    }
    schema_version: { version: number; applied_at: Generated<string> }
  }

/** A handle that can only read. A different type, so that a query cannot slip past the ledger by accident. */
export type ReadDb = Pick<Kysely<Schema>, 'selectFrom' | 'with' | 'fn' | 'getExecutor'>
export type WriteDb = Kysely<Schema>
export type Engine = 'sqlite' | 'postgresql'
