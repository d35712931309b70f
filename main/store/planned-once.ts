/**
 * Keeps SQLite from planning a prepared query anew at every run, which takes longer than to find a few rows. It does so
 * wherever the value behind a bare placeholder might speak for another plan; behind a plus, which changes no value, it does
 * not look. Only for queries that one plan is best for whatever is asked, and in whose text every question mark is a
 * placeholder. PostgreSQL's placeholders are others: its text stays as it is.
 */
export const plannedOnce = (text: string): string => text.replaceAll('?', '+?')
