import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { options, rules } from './layering-rules.ts'

/** Applies the layering rules to these folders of `baseDir`. */
export async function cruiseFolders(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(folders, { ...options, baseDir, validate: true, ruleSet: { forbidden: rules } })
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`)
  return output
}
