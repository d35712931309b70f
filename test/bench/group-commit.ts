import { openFixture } from './ledger-fixture.ts'
import { interleave, type Measurement, median, perSecond, timed } from './measure.ts'

const waiting = 100

/** A hundred appends that wait together, against a hundred that each wait for their own commit. */
export const measureGroupCommit: Measurement = async ({ folder, quick }) => {
  const { append, close } = await openFixture(folder, 'group')
  try {
    const samples = await interleave(
      {
        together: () => timed(() => Promise.all(Array.from({ length: waiting }, append))),
        single: () =>
          timed(async () => {
            for (let i = 0; i < waiting; i++) await append()
          }),
      },
      { rounds: quick ? 10 : 60, warmUp: 5 },
    )
    const rate = (sample: readonly number[]) => (waiting * 1_000) / median(sample)
    const [ours, limit] = [rate(samples.together), rate(samples.single)]
    return [
      {
        name: `${waiting} waiting appends`,
        ours: perSecond(ours, 'appends'),
        limit: perSecond(limit, 'appends'),
        ratio: ours / limit,
        aim: { atLeast: 10 },
        notes: ['the limit is the same appends, each in a commit of its own'],
        numbers: { ours, limit },
      },
    ]
  } finally {
    await close()
  }
}
