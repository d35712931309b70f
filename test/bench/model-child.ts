// A provider's stand-in in a process of its own, which says so many tokens at a provider's pace: `model-child.ts TOKENS`.
import { LLMock } from '@copilotkit/aimock'

const tokens = Number(process.argv[2] ?? 300)
/** A quick provider: the first word after 200 ms, then faster than most. */
export const pace = { ttft: 200, tps: 250 }

const mock = new LLMock({ port: 0, logLevel: 'silent', chunkSize: 5, journalMaxEntries: 10 })
const reply = (count: number) => ({ content: 'well '.repeat(count) })
mock.onMessage(/at full speed/, reply(tokens * 10))
mock.onMessage(/./, reply(tokens), { streamingProfile: pace })
await mock.start()
process.stdout.write(`listening on ${mock.url}\n`)
process.once('SIGTERM', () => void mock.stop().then(() => process.exit(0)))
