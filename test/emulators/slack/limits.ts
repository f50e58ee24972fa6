/** What Slack allows in messages and views, in one table. The sources are in this folder's README. */

export const LIMITS = {
  blocksInMessage: 50,
  blocksInView: 100,
  /** Characters of all texts in one message's blocks together. */
  blockCharacters: 13_200,
  messageCharacters: 40_000,
  id: 255,
  text: 3000,
  sectionFields: 10,
  sectionField: 2000,
  contextElements: 10,
  contextActions: 5,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  accessibilityLabel: 75,
  url: 3000,
  header: 150,
  containerTitle: 150,
  containerBlocks: 10,
  chartTitle: 50,
  chartLabel: 20,
  chartPoints: 20,
  chartSeries: 6,
  inputLabel: 2000,
  inputText: 3000,
  placeholder: 150,
  selectOptions: 100,
  /** Options of radio buttons and checkboxes. */
  choiceOptions: 10,
  optionText: 75,
  optionValue: 150,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  viewTitle: 24,
  privateMetadata: 3000,
  /** Prompts suggested at once in the app's messages. */
  suggestedPrompts: 4,
  viewBytes: 250 * 1024,
  triggerMs: 3000,
  responseUrlMs: 30 * 60_000,
  responseUrlUses: 5,
  acknowledgeMs: 3000,
  sockets: 10,
} as const;

/** Seconds after which an event that was not acknowledged comes again: at once, after one minute, after five. */
export const EVENT_RETRIES_S = [0, 60, 300] as const;
