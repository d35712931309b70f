import { createTheme } from 'ag-grid-community'

/** The grid in our tokens. Both themes come with the variables; the grid needs to know of neither. */
export const gridTheme = createTheme().withParams({
  accentColor: 'var(--accent)',
  backgroundColor: 'var(--bg)',
  borderColor: 'var(--line)',
  browserColorScheme: 'inherit',
  cellHorizontalPadding: 8,
  cellTextColor: 'var(--text)',
  columnBorder: false,
  dataFontSize: 'var(--t-m)',
  fontFamily: 'var(--sans)',
  fontSize: 'var(--t-m)',
  foregroundColor: 'var(--text)',
  headerBackgroundColor: 'var(--bg)',
  headerColumnResizeHandleColor: 'transparent',
  headerFontSize: 'var(--t-xs)',
  headerFontWeight: 600,
  headerHeight: 32,
  headerTextColor: 'var(--faint)',
  rowBorder: true,
  rowHeight: 36,
  rowHoverColor: 'var(--hover)',
  selectedRowBackgroundColor: 'var(--accent-bg)',
  spacing: 6,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
})
