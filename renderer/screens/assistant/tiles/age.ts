/** Whether what was so then says little about now. */
export const isOld = (at: string, now: number, minutes: number): boolean => now - Date.parse(at) > minutes * 60_000
