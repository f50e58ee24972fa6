/** Refuses blocks and views as Slack does: unknown fields, wrong kinds, lengths and counts. Pure. */

import {
  at,
  checkKeys,
  checkText,
  each,
  type Fields,
  isFields,
  type Report,
  type Spot,
  tooLong,
} from "./checks.ts";
import { checkElement } from "./elements.ts";
import { LIMITS } from "./limits.ts";

export { type Fields, isFields } from "./checks.ts";

export type Surface = "message" | "modal" | "home";

/** Everything wrong with a list of blocks, in Slack's own form: "[ERROR] problem [json-pointer:/blocks/0]".
 * @param unknown types of blocks that this workspace does not have yet: Slack gives new ones to one workspace after another */
export function findBlockFaults(
  blocks: unknown,
  surface: Surface,
  unknown: ReadonlySet<string> = new Set(),
): string[] {
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
    if (unknown.has(String(block.type))) report(pointer, unsupported(block.type));
    else checkBlock(block, surface, { pointer, report });
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

function checkBlock(block: Fields, surface: Surface, spot: Spot) {
  const { report, pointer } = spot;
  const check = BLOCKS[String(block.type)];
  if (!check) return report(pointer, unsupported(block.type));
  check(block, spot, surface);
}

const unsupported = (type: unknown) => `unsupported block type: ${String(type)}`;

/**
 * What a container holds. Slack's page also names rich_text, file and input, which its server was seen to refuse (slack-morphism 2.31,
 * `SlackContainerBlock`): what both take is taken here.
 * @see https://docs.slack.dev/reference/block-kit/blocks/container-block
 */
const IN_CONTAINER: ReadonlySet<unknown> = new Set(["actions", "context", "divider", "header", "section"]);

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
  container(block, spot, surface) {
    const keys = ["type", "block_id", "title", "subtitle", "child_blocks", "width", "is_collapsible"];
    checkKeys(block, [...keys, "default_collapsed", "has_header_divider"], spot);
    // The documentation shows it in messages only.
    if (surface !== "message") spot.report(spot.pointer, `${unsupported(block.type)} for this surface`);
    checkText(block.title, LIMITS.containerTitle, at(spot, "title"), ["plain_text"]);
    if (block.subtitle !== undefined) checkText(block.subtitle, LIMITS.containerTitle, at(spot, "subtitle"));
    if (block.width !== undefined && !["narrow", "standard", "wide", "full"].includes(String(block.width)))
      spot.report(`${spot.pointer}/width`, "must be narrow, standard, wide or full");
    if (block.default_collapsed === true && block.is_collapsible !== true)
      spot.report(`${spot.pointer}/default_collapsed`, "requires is_collapsible");
    if (block.has_header_divider === true && block.is_collapsible === true)
      spot.report(`${spot.pointer}/has_header_divider`, "is not allowed with is_collapsible");
    for (const [inner, child] of each(block, "child_blocks", LIMITS.containerBlocks, spot)) {
      if (!isFields(child)) inner.report(inner.pointer, "must be an object");
      else if (IN_CONTAINER.has(child.type)) checkBlock(child, surface, inner);
      else inner.report(`${inner.pointer}/type`, unsupported(child.type));
    }
  },
  data_visualization(block, spot, surface) {
    checkKeys(block, ["type", "block_id", "title", "chart"], spot);
    if (surface !== "message") spot.report(spot.pointer, `${unsupported(block.type)} for this surface`);
    const isText = (value: unknown, most: number) =>
      typeof value === "string" && value.length > 0 && value.length <= most;
    if (!isText(block.title, LIMITS.chartTitle))
      spot.report(`${spot.pointer}/title`, "must have 1 to 50 characters");
    const {
      type,
      series,
      axis_config: axis,
    } = (isFields(block.chart) ? block.chart : {}) as {
      type?: unknown;
      series?: { name: string; data: { label: string; value: unknown }[] }[];
      axis_config?: { categories?: string[] };
    };
    if (type !== "line") return spot.report(`${spot.pointer}/chart/type`, "is not known here");
    const categories = axis?.categories ?? [];
    if (categories.length === 0 || categories.length > LIMITS.chartPoints)
      spot.report(`${spot.pointer}/chart/axis_config/categories`, "must have 1 to 20 items");
    if (
      new Set(categories).size !== categories.length ||
      !categories.every((one) => isText(one, LIMITS.chartLabel))
    )
      spot.report(`${spot.pointer}/chart/axis_config/categories`, "must be unique, of 1 to 20 characters");
    if (!series || series.length === 0 || series.length > LIMITS.chartSeries)
      return spot.report(`${spot.pointer}/chart/series`, "must have 1 to 6 items");
    if (
      new Set(series.map(({ name }) => name)).size !== series.length ||
      !series.every(({ name }) => isText(name, LIMITS.chartLabel))
    )
      spot.report(`${spot.pointer}/chart/series`, "must have unique names of 1 to 20 characters");
    for (const { data } of series)
      if (
        data.map(({ label }) => label).join() !== categories.join() ||
        !data.every(({ value }) => Number.isFinite(value))
      )
        spot.report(`${spot.pointer}/chart/series`, "must have one number for each category");
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
