/** Tests ask for a sample that stands still. */
export const isAlive = (): boolean => process.env.COUNTERSIGN_SAMPLE_STILL !== '1'
