/** What Slack accepts (docs.slack.dev/reference/block-kit, checked November 2026). Lengths are in UTF-16 units. */
export const LIMITS = {
  blocksPerMessage: 50,
  blocksPerView: 100,
  sectionText: 3000,
  headerText: 150,
  contextElements: 10,
  buttonText: 75,
  buttonValue: 2000,
  actionElements: 25,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  optionText: 75,
  options: 100,
  viewTitle: 24,
  viewBytes: 250_000,
  inputLabel: 2000,
  privateMetadata: 3000,
  /** chat.update refuses more than 4000; room is left for what Slack escapes. */
  messageText: 3900,
  tableRows: 101,
  tableColumns: 20,
  /** Characters of all cells of a table together (10 000 for `table`; `data_table` is kept under the same). */
  tableCharacters: 9500,
} as const;
