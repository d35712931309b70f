/** One line, so that its digest in the page's content policy is over exactly this. */
export const pageStyle = [
  ':root{color-scheme:light dark;--ink:#1a1d21;--muted:#5b6470;--line:#d5dae0;--ground:#fff;--raised:#f5f7f9}',
  '@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--muted:#9aa4b0;--line:#333a42;--ground:#14171a;--raised:#1c2024}}',
  '*{box-sizing:border-box}',
  'body{margin:0 auto;max-width:110rem;padding:2rem 1.25rem;font:14px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}',
  'h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}p{max-width:75ch;margin:.5rem 0}',
  'dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}',
  'code,pre{font:12px/1.5 ui-monospace,monospace;background:var(--raised);border-radius:3px;padding:.1em .3em}',
  '.wide{overflow-x:auto;border:1px solid var(--line);border-radius:6px}',
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}',
  'th{white-space:nowrap;background:var(--raised);font-weight:600}td{max-width:28rem;overflow-wrap:anywhere;white-space:pre-wrap}',
  '.muted{color:var(--muted)}@media print{.wide{overflow:visible}}',
].join('')
