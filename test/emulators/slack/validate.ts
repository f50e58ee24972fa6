/** Refuses blocks and views as Slack does: unknown fields, wrong kinds, lengths and counts. Pure. */

import { LIMITS } from "./limits.ts";

export type Fields = Readonly<Record<string, unknown>>;
export type Surface = "message" | "modal" | "home";

/** Looks at one value at a JSON pointer and reports what is wrong with it. */
type Report = (pointer: string, problem: string) => void;

/** Everything wrong with a list of blocks, in Slack's own form: "[ERROR] problem [json-pointer:/blocks/0]". */
export function findBlockFaults(blocks: unknown, surface: Surface): string[] {
  const faults: string[] = [];
  const report: Report = (pointer, problem) => faults.push(`[ERROR] ${problem} [json-pointer:${pointer}]`);
  if (!Array.isArray(blocks)) return ["[ERROR] must be an array [json-pointer:/blocks]"];
  const most = surface === "message" ? LIMITS.blocksInMessage : LIMITS.blocksInView;
  if (blocks.length > most) report("/blocks", `no more than ${most} items allowed`);
  const ids = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const pointer = `/blocks/${index}`;
    if (!isFields(block)) {
      report(pointer, "must be an object");
      continue;
    }
    if (typeof block.block_id === "string") {
      if (block.block_id.length > LIMITS.id) report(`${pointer}/block_id`, tooLong(LIMITS.id));
      if (ids.has(block.block_id)) report(`${pointer}/block_id`, "block_id already exists");
      ids.add(block.block_id);
    }
    checkBlock(block, surface, { pointer, report });
  }
  return faults;
}

/** Characters in all texts of the blocks. */
export function countCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, inner) => sum + countCharacters(inner), 0);
  if (!isFields(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === "text" && typeof inner === "string" ? inner.length : countCharacters(inner)),
    0,
  );
}

/** Everything wrong with a view. */
export function findViewFaults(view: unknown): string[] {
  if (!isFields(view)) return ["[ERROR] must be an object [json-pointer:/view]"];
  const faults: string[] = [];
  const report: Report = (pointer, problem) => faults.push(`[ERROR] ${problem} [json-pointer:${pointer}]`);
  const isHome = view.type === "home";
  if (view.type !== "modal" && !isHome) report("/view/type", "must be modal or home");
  const keys = [
    "type",
    "blocks",
    "private_metadata",
    "callback_id",
    "external_id",
    "title",
    "submit",
    "close",
  ];
  checkKeys(view, [...keys, "clear_on_close", "notify_on_close"], { pointer: "/view", report });
  if (!isHome) {
    checkText(view.title, LIMITS.viewTitle, { pointer: "/view/title", report }, ["plain_text"]);
    for (const key of ["submit", "close"])
      if (view[key] !== undefined)
        checkText(view[key], LIMITS.viewTitle, { pointer: `/view/${key}`, report }, ["plain_text"]);
    const hasInput =
      Array.isArray(view.blocks) && view.blocks.some((block) => isFields(block) && block.type === "input");
    if (hasInput && view.submit === undefined)
      report("/view", "submit is required when an input block is there");
  }
  if (String(view.private_metadata ?? "").length > LIMITS.privateMetadata)
    report("/view/private_metadata", tooLong(LIMITS.privateMetadata));
  if (String(view.callback_id ?? "").length > LIMITS.id) report("/view/callback_id", tooLong(LIMITS.id));
  faults.push(...findBlockFaults(view.blocks, isHome ? "home" : "modal"));
  return faults;
}

interface Spot {
  readonly pointer: string;
  readonly report: Report;
}

function checkBlock(block: Fields, surface: Surface, spot: Spot) {
  const { report, pointer } = spot;
  const check = BLOCKS[String(block.type)];
  if (!check) return report(pointer, `unsupported block type: ${String(block.type)}`);
  check(block, spot, surface);
}

const BLOCKS: Readonly<Record<string, (block: Fields, spot: Spot, surface: Surface) => void>> = {
  section(block, spot) {
    checkKeys(block, ["type", "block_id", "text", "fields", "accessory", "expand"], spot);
    if (block.text === undefined && block.fields === undefined)
      spot.report(spot.pointer, "missing text or fields");
    if (block.text !== undefined) checkText(block.text, LIMITS.text, at(spot, "text"));
    for (const [spotOfField, field] of each(block, "fields", LIMITS.sectionFields, spot))
      checkText(field, LIMITS.sectionField, spotOfField);
    if (isFields(block.accessory)) checkElement(block.accessory, at(spot, "accessory"));
  },
  context(block, spot) {
    checkKeys(block, ["type", "block_id", "elements"], spot);
    for (const [inner, element] of each(block, "elements", LIMITS.contextElements, spot))
      checkText(element, LIMITS.text, inner);
  },
  header(block, spot) {
    checkKeys(block, ["type", "block_id", "text", "level"], spot);
    checkText(block.text, LIMITS.header, at(spot, "text"), ["plain_text"]);
  },
  divider(block, spot) {
    checkKeys(block, ["type", "block_id"], spot);
  },
  actions(block, spot) {
    checkKeys(block, ["type", "block_id", "elements"], spot);
    const ids = new Set<unknown>();
    for (const [inner, element] of each(block, "elements", LIMITS.actions, spot)) {
      checkElement(element, inner);
      if (isFields(element) && element.action_id !== undefined) {
        if (ids.has(element.action_id))
          inner.report(`${inner.pointer}/action_id`, "action_id already exists in this block");
        ids.add(element.action_id);
      }
    }
  },
  context_actions(block, spot, surface) {
    checkKeys(block, ["type", "block_id", "elements"], spot);
    if (surface !== "message")
      spot.report(spot.pointer, "unsupported block type for this surface: context_actions");
    for (const [inner, element] of each(block, "elements", LIMITS.contextActions, spot)) {
      if (!isFields(element) || !["feedback_buttons", "icon_button"].includes(String(element.type)))
        inner.report(inner.pointer, "must be feedback_buttons or icon_button");
      else checkElement(element, inner);
    }
  },
  input(block, spot) {
    checkKeys(block, ["type", "block_id", "label", "element", "hint", "optional", "dispatch_action"], spot);
    checkText(block.label, LIMITS.inputLabel, at(spot, "label"), ["plain_text"]);
    if (block.hint !== undefined) checkText(block.hint, LIMITS.inputLabel, at(spot, "hint"), ["plain_text"]);
    checkElement(block.element, at(spot, "element"));
  },
  rich_text(block, spot) {
    checkKeys(block, ["type", "block_id", "elements"], spot);
    for (const [inner, element] of each(block, "elements", Number.POSITIVE_INFINITY, spot)) {
      const kinds = ["rich_text_section", "rich_text_quote", "rich_text_preformatted"];
      if (!isFields(element) || !kinds.includes(String(element.type))) {
        inner.report(inner.pointer, "unsupported rich text element");
        continue;
      }
      checkKeys(element, ["type", "elements", "border", "language"], inner);
      for (const [deep, piece] of each(element, "elements", Number.POSITIVE_INFINITY, inner))
        checkRichPiece(piece, deep);
    }
  },
};

function checkRichPiece(piece: unknown, { pointer, report }: Spot) {
  if (!isFields(piece)) return report(pointer, "must be an object");
  if (piece.type === "text") {
    if (typeof piece.text !== "string" || piece.text === "")
      report(`${pointer}/text`, "must be more than 0 characters");
    if (piece.style !== undefined && isFields(piece.style))
      checkKeys(piece.style, ["bold", "italic", "strike", "code", "underline"], {
        pointer: `${pointer}/style`,
        report,
      });
  } else if (
    !["link", "user", "usergroup", "channel", "broadcast", "emoji", "date"].includes(String(piece.type))
  )
    report(pointer, `unsupported rich text element: ${String(piece.type)}`);
}

const ELEMENTS: Readonly<Record<string, (element: Fields, spot: Spot) => void>> = {
  button(element, spot) {
    checkKeys(
      element,
      ["type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label"],
      spot,
    );
    checkText(element.text, LIMITS.buttonText, at(spot, "text"), ["plain_text"]);
    checkLength(element.value, LIMITS.buttonValue, at(spot, "value"));
    checkLength(element.url, LIMITS.url, at(spot, "url"));
    checkLength(element.accessibility_label, LIMITS.accessibilityLabel, at(spot, "accessibility_label"));
    if (element.style !== undefined && !["primary", "danger"].includes(String(element.style)))
      spot.report(`${spot.pointer}/style`, "must be primary or danger");
    checkConfirm(element, spot);
  },
  feedback_buttons(element, spot) {
    checkKeys(element, ["type", "action_id", "positive_button", "negative_button"], spot);
    for (const key of ["positive_button", "negative_button"]) {
      const button = element[key];
      const inner = at(spot, key);
      if (!isFields(button)) {
        inner.report(inner.pointer, "missing required field");
        continue;
      }
      checkKeys(button, ["text", "value", "accessibility_label"], inner);
      checkText(button.text, LIMITS.buttonText, at(inner, "text"), ["plain_text"]);
      if (typeof button.value !== "string")
        inner.report(`${inner.pointer}/value`, "missing required field: value");
      checkLength(button.value, LIMITS.buttonValue, at(inner, "value"));
      checkLength(button.accessibility_label, LIMITS.accessibilityLabel, at(inner, "accessibility_label"));
    }
  },
  icon_button(element, spot) {
    const keys = [
      "type",
      "action_id",
      "icon",
      "text",
      "value",
      "confirm",
      "accessibility_label",
      "visible_to_user_ids",
    ];
    checkKeys(element, keys, spot);
    if (element.icon !== "trash") spot.report(`${spot.pointer}/icon`, "unknown icon");
    checkText(element.text, LIMITS.buttonText, at(spot, "text"), ["plain_text"]);
    checkConfirm(element, spot);
  },
  plain_text_input(element, spot) {
    const keys = [
      "type",
      "action_id",
      "initial_value",
      "multiline",
      "min_length",
      "max_length",
      "placeholder",
    ];
    checkKeys(element, [...keys, "dispatch_action_config", "focus_on_load"], spot);
    const most = Number(element.max_length ?? LIMITS.inputText);
    if (most < 1 || most > LIMITS.inputText)
      spot.report(`${spot.pointer}/max_length`, `must be 1 to ${LIMITS.inputText}`);
    checkLength(element.initial_value, most, at(spot, "initial_value"));
    if (element.placeholder !== undefined)
      checkText(element.placeholder, LIMITS.placeholder, at(spot, "placeholder"), ["plain_text"]);
  },
  static_select: checkChoice,
  radio_buttons: checkChoice,
  checkboxes: checkChoice,
};

function checkElement(element: unknown, spot: Spot) {
  if (!isFields(element)) return spot.report(spot.pointer, "must be an object");
  const check = ELEMENTS[String(element.type)];
  if (!check) return spot.report(spot.pointer, `unsupported element type: ${String(element.type)}`);
  checkLength(element.action_id, LIMITS.id, at(spot, "action_id"));
  check(element, spot);
}

function checkChoice(element: Fields, spot: Spot) {
  const keys = [
    "type",
    "action_id",
    "options",
    "initial_option",
    "initial_options",
    "placeholder",
    "confirm",
  ];
  checkKeys(element, [...keys, "focus_on_load"], spot);
  const most = element.type === "static_select" ? LIMITS.selectOptions : LIMITS.choiceOptions;
  const values = new Set<unknown>();
  for (const [inner, option] of each(element, "options", most, spot)) {
    if (!isFields(option)) {
      inner.report(inner.pointer, "must be an object");
      continue;
    }
    checkKeys(option, ["text", "value", "description"], inner);
    checkText(option.text, LIMITS.optionText, at(inner, "text"));
    if (typeof option.value !== "string" || option.value === "")
      inner.report(`${inner.pointer}/value`, "missing value");
    checkLength(option.value, LIMITS.optionValue, at(inner, "value"));
    values.add(option.value);
  }
  const chosen = isFields(element.initial_option) ? element.initial_option.value : undefined;
  if (chosen !== undefined && !values.has(chosen))
    spot.report(`${spot.pointer}/initial_option`, "is not one of the options");
}

function checkConfirm(element: Fields, spot: Spot) {
  if (element.confirm === undefined) return;
  const inner = at(spot, "confirm");
  if (!isFields(element.confirm)) return inner.report(inner.pointer, "must be an object");
  const { title, text, confirm, deny } = element.confirm;
  checkText(title, LIMITS.confirmTitle, at(inner, "title"), ["plain_text"]);
  checkText(text, LIMITS.confirmText, at(inner, "text"));
  checkText(confirm, LIMITS.confirmButton, at(inner, "confirm"), ["plain_text"]);
  checkText(deny, LIMITS.confirmButton, at(inner, "deny"), ["plain_text"]);
}

function checkText(value: unknown, most: number, spot: Spot, kinds = ["plain_text", "mrkdwn"]) {
  if (!isFields(value)) return spot.report(spot.pointer, "missing required field");
  checkKeys(value, ["type", "text", "emoji", "verbatim"], spot);
  if (!kinds.includes(String(value.type)))
    spot.report(`${spot.pointer}/type`, `must be one of ${kinds.join(", ")}`);
  if (typeof value.text !== "string" || value.text.length === 0)
    spot.report(`${spot.pointer}/text`, "must be more than 0 characters");
  checkLength(value.text, most, at(spot, "text"));
}

function checkLength(value: unknown, most: number, { pointer, report }: Spot): void {
  if (typeof value === "string" && value.length > most) report(pointer, tooLong(most));
}

function checkKeys(fields: Fields, known: readonly string[], { pointer, report }: Spot): void {
  for (const key of Object.keys(fields))
    if (!known.includes(key)) report(pointer, `invalid additional property: ${key}`);
}

function each(fields: Fields, key: string, most: number, spot: Spot): [Spot, unknown][] {
  const list = fields[key];
  if (list === undefined && key === "fields") return [];
  if (!Array.isArray(list) || list.length === 0) {
    spot.report(`${spot.pointer}/${key}`, "no fewer than 1 items allowed");
    return [];
  }
  if (list.length > most) spot.report(`${spot.pointer}/${key}`, `no more than ${most} items allowed`);
  return list.map((item, index) => [at(spot, `${key}/${index}`), item]);
}

const at = (spot: Spot, key: string): Spot => ({ ...spot, pointer: `${spot.pointer}/${key}` });
const tooLong = (most: number) => `must be less than ${most + 1} characters`;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
