// How numbers and bytes are shown to people.

export const byId = id => document.getElementById(id);

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function write(id, text, className) {
  const to = byId(id);
  if (to.textContent !== text) to.textContent = text;
  to.className = className || "";
}

export const whole = number => Number(number).toLocaleString("en-US");

export function counted(number, one) {
  return `${whole(number)} ${one}${number === 1 ? "" : "s"}`;
}

export function size(bytes) {
  if (bytes < 1024) return bytes + " B";
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let unit = -1;
  let value = bytes;
  do { value /= 1024; unit++; } while (value >= 1024 && unit < 3);
  return value.toFixed(value < 10 ? 1 : 0) + " " + units[unit];
}

export function rate(value) {
  return value < 10 && value > 0 ? value.toFixed(1) : whole(Math.round(value));
}

export function milliseconds(value) {
  if (value === 0) return "0 ms";
  if (value < 1) return value.toFixed(2) + " ms";
  return value < 100 ? value.toFixed(1) + " ms" : whole(Math.round(value)) + " ms";
}

export function seconds(value) {
  return value < 1 ? Math.round(value * 1000) + " ms" : value.toFixed(1) + " s";
}

export function bytesOf(base64) {
  const text = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, character => character.charCodeAt(0));
}

export function base64Of(bytes) {
  const text = Array.from(bytes, byte => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// The text that bytes are, if they are UTF-8.
export function textOf(bytes, isCut) {
  try {
    return new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes, {stream: isCut});
  } catch {
    return undefined;
  }
}

// What does not show, or would turn the text around it.
const UNSEEN = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff])/;

// Text as it is; bytes that are none, and what does not show, as escapes of another colour. A value
// that was cut may end within a character: that much is left away.
export function shown(bytes, isCut) {
  const fragment = document.createDocumentFragment();
  const text = textOf(bytes, isCut);
  if (text === undefined) {
    fragment.append(...hexed(bytes));
    return fragment;
  }
  text.split(UNSEEN).forEach((part, index) => {
    fragment.append(index % 2 === 0 ? part : escaped("\\u", part.charCodeAt(0), 4));
  });
  return fragment;
}

// Runs of what is ASCII, and each other byte by itself.
function hexed(bytes) {
  const parts = [];
  let run = "";
  for (const byte of bytes) {
    if (byte >= 0x20 && byte < 0x7f) {
      run += String.fromCharCode(byte);
    } else {
      parts.push(run, escaped("\\x", byte, 2));
      run = "";
    }
  }
  return [...parts, run];
}

function escaped(mark, code, digits) {
  return element("span", "escape", mark + code.toString(16).padStart(digits, "0"));
}
