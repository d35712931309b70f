import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Examined, Verdict } from '../children/examiner.ts'
import { type Damage, damages } from '../damage/damages.ts'
import { createExaminer } from '../damage/examiner.ts'
import { makeTemplates } from '../damage/templates.ts'
import { runCli } from '../process.ts'
import { assert, assertNone, type Scenario } from '../scenario.ts'

export const damage: Scenario = {
  name: 'damage',
  promise:
    'a damaged database is met with a sentence or a report: no crash, no hang, never “ok” when an entry is not as it was',
  async run({ short, random, folder, say }) {
    const templates = await makeTemplates(folder)
    const examiner = createExaminer()
    const counts = { ok: 0, bad: 0, sentence: 0, bug: 0 }
    const faults: string[] = []
    const dir = join(folder, 'damaged')
    const checkpointFile = join(folder, 'checkpoint')
    writeFileSync(checkpointFile, templates.closed.checkpoint)
    const rounds = short ? 2 : 60
    let asked = 0
    try {
      const sound = await examineCopy(templates.closed.dir)
      assert(
        !('crash' in sound) &&
          sound.alone.kind === 'ok' &&
          sound.witnessed.kind === 'ok' &&
          sound.written.kind === 'ok',
        `the sound template is not: ${JSON.stringify(sound)}`,
      )
      for (let round = 0; round < rounds; round += 1)
        for (const one of damages) {
          const examined = await examineCopy(templates[one.from].dir, one)
          faults.push(...judge(one, examined, sound.content).map((fault) => `round ${round}, ${one.name}: ${fault}`))
          if (!('crash' in examined)) counts[examined.witnessed.kind] += 1
          if (!('crash' in examined) && random.chance(short ? 0.2 : 0.1)) {
            asked += 1
            faults.push(...(await askCommandLine(one, examined, sound.content)))
          }
        }
    } finally {
      await examiner.stop()
    }
    say(
      `verify with a checkpoint said ok ${counts.ok} times (nothing of the ledger was hit), bad ${counts.bad}, a sentence ${counts.sentence}`,
    )
    assertNone(faults, 'on damaged files')
    return `${rounds * damages.length} damaged folders of ${damages.length} kinds, ${asked} of them also by the command line`

    async function examineCopy(from: string, one?: Damage): Promise<Examined | { crash: string }> {
      rmSync(dir, { recursive: true, force: true })
      cpSync(from, dir, { recursive: true })
      one?.apply(dir, random, templates)
      // What writing to it does is seen in a copy, so that the command line meets the damage as it was.
      const kept = `${dir}-kept`
      rmSync(kept, { recursive: true, force: true })
      cpSync(dir, kept, { recursive: true })
      return examiner.examine({ dataDir: dir, checkpoint: templates.closed.checkpoint })
    }

    async function askCommandLine(one: Damage, { content }: Examined, sound: string): Promise<string[]> {
      const flags = ['--data', `${dir}-kept`, '--checkpoint', checkpointFile]
      const { code, output, lastLine } = await runCli(['audit', 'verify', ...flags])
      const where = `${one.name}, by the command line: `
      if (code === 0)
        return content === sound ? [] : [`${where}exit 0, and the entries are not as they were: ${output}`]
      if (code !== 1) return [`${where}exit ${code}: ${output}`]
      return /^\s+at |^$/.test(lastLine) || output.includes('\n    at ') ? [`${where}no sentence: ${output}`] : []
    }
  },
}

function judge({ mayCut }: Damage, examined: Examined | { crash: string }, sound: string): string[] {
  if ('crash' in examined) return [examined.crash]
  const { alone, witnessed, written, writtenWitnessed, content } = examined
  const verdicts = { alone, witnessed, written, writtenWitnessed }
  const faults = Object.entries(verdicts).flatMap(([name, one]) => (one.kind === 'bug' ? [`${name}: ${one.what}`] : []))
  const intact = content === sound
  const isOk = (one: Verdict) => one.kind === 'ok'
  if (!intact && isOk(witnessed)) faults.push('entries are not as they were, and verify with a checkpoint says ok')
  if (!intact && isOk(alone) && !mayCut) faults.push('entries are not as they were, and verify says ok')
  if (!intact && isOk(writtenWitnessed))
    faults.push('after an append to it, verify with a checkpoint says ok to changed entries')
  return faults
}
