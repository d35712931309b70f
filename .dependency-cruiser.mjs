// For editors and for `depcruise` by hand; npm test applies the same rules through test/support/layering.ts.
import { options, rules } from './test/support/layering-rules.ts'

export default { forbidden: rules, options }
