import { ZodError } from 'zod'
import { Flaw } from './flaw.ts'

/**
 * What follows from entries is computed by rules that trust them, and whoever signs a package can put anything at all
 * into an entry: where a rule cannot make anything of it, the package does not hold.
 */
export function deriving<T>(file: string, where: string | null, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const isOfValues = error instanceof RangeError || error instanceof TypeError || error instanceof ZodError
    throw isOfValues ? new Flaw(file, where, `nothing can be made of what it says (${error.name})`) : error
  }
}
