import { expect, test } from 'vitest'
import { verifyInWorker } from '../../main/evidence/verify-in-worker.ts'
import { craftZip } from '../support/evidence/craft-zip.ts'
import { handMade } from '../support/evidence/hand-made.ts'
import { inFile } from '../support/evidence/packages.ts'

const verifiedWith = (zip: Buffer, megabytes?: number) =>
  inFile(zip, (file) => verifyInWorker({ file }, new AbortController().signal, megabytes))

test('a package that takes more memory than there is for it is refused in words, and nothing else is harmed', async () => {
  // A list of lists takes many times more memory than text.
  const data = Buffer.from(`[${'[],'.repeat(1_300_000)}[]]`)
  const refused = await verifiedWith(craftZip([{ name: 'manifest.json', data }]), 48)
  expect(refused).toMatchObject({
    ok: false,
    refusal: { code: 'body_too_large', detail: expect.stringContaining('48 MiB of memory') },
  })
  expect(await verifiedWith(await handMade())).toMatchObject({ ok: true, value: { ok: true, entries: 25 } })
})
