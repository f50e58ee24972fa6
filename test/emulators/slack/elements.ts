/** What Slack takes as elements of blocks: buttons, inputs and choices. Pure. */

import {
  at,
  checkConfirm,
  checkKeys,
  checkLength,
  checkText,
  each,
  type Fields,
  isFields,
  type Spot,
} from "./checks.ts";
import { LIMITS } from "./limits.ts";

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
  multi_static_select: checkChoice,
  radio_buttons: checkChoice,
  checkboxes: checkChoice,
};

export function checkElement(element: unknown, spot: Spot) {
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
  const most = String(element.type).endsWith("static_select") ? LIMITS.selectOptions : LIMITS.choiceOptions;
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
  if (element.initial_options !== undefined)
    for (const [inner, option] of each(element, "initial_options", most, spot))
      if (!isFields(option) || !values.has(option.value))
        inner.report(inner.pointer, "is not one of the options");
}
