import { useHold } from '../../../state/hold.ts'
import { usePolicy } from '../../../state/policy.ts'
import type { Circumstances } from './explain.ts'

/** Whether the workspace is held, and whether one person is enough: as it is now, and not as it was. */
export function useCircumstances(): Circumstances {
  const { data: policy } = usePolicy()
  return { held: useHold()?.held, singleOperator: policy?.single_operator ?? false }
}
