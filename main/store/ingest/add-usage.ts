import type { Engine, Schema } from '../schema.ts'
import type { Tx } from '../store.ts'
import { manyRows } from './many-rows.ts'

/** What five minutes of an agent with a model have more. */
export type UsageGrowth = Omit<Schema['usage_bucket'], 'workspace'>

const counted = ['runs', 'errors', 'calls', 'input_tokens', 'output_tokens', 'cost_nano', 'unpriced'] as const

const upsert = manyRows({
  into: 'usage_bucket',
  columns: ['workspace', 'bucket_ms', 'agent', 'model', ...counted],
  onwards: `on conflict (workspace, bucket_ms, agent, model) do update set
    ${counted.map((column) => `${column} = usage_bucket.${column} + excluded.${column}`).join(', ')}`,
})

export async function addUsage({ db, workspace }: Tx, engine: Engine, usage: readonly UsageGrowth[]): Promise<void> {
  const rows = usage.map((each) => [
    workspace,
    each.bucket_ms,
    each.agent,
    each.model,
    ...counted.map((column) => each[column]),
  ])
  for (const query of upsert(engine, rows)) await db.executeQuery(query)
}
