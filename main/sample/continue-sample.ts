import type { Logger } from 'pino'
import type { Services } from '../services.ts'
import { openSample } from './open-sample.ts'

/** The sample of a terminal: kept from one command to the next. */
export const continueSample = (options: { dir: string; log: Logger }): Promise<Services> => openSample(options)
