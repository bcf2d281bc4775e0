// Let the reporter keep the secret code and the receipt: copy, print, or a picture to press and hold.

import { honest } from "../photo/drawing";
import { byId, empty, made, show } from "./dom";
import { say } from "./words";

const WIDTH = 720; // pixels of the picture
const HEADING = 30;
const TEXT = 54;
const MARGIN = 44;
const UNTIL_PAPER = 1000; // milliseconds within which a browser that prints has said so
const WHITE = "#ffffff";
const BLACK = "#101418";

/** Return whether `text` is on the clipboard now: only a real success counts. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByCommand(text);
  }
}

/** The way of older browsers, and of those that refuse the newer one. */
function copiedByCommand(text: string): boolean {
  const before = document.activeElement as HTMLElement | null;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "unseen";
  document.body.appendChild(area);
  area.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    done = false;
  }
  document.body.removeChild(area);
  if (before !== null) before.focus();
  return done;
}

/** Select an element's text, for copying by hand. */
export function select(element: HTMLElement): void {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  if (selection === null) return;
  selection.removeAllRanges();
  selection.addRange(range);
}

/** What a sheet of paper or a picture says, and nothing else: headings with their text. */
export type Sheet = readonly { readonly heading: string; readonly text: string }[];

/** Lay a sheet out for printing; while it lies there, paper shows it and nothing else. */
export function layOut(sheet: Sheet): void {
  const paper = byId("sheet");
  empty(paper);
  for (const part of sheet) {
    paper.appendChild(made("h2", part.heading));
    const text = made("pre", part.text);
    text.className = "notranslate";
    text.setAttribute("translate", "no");
    paper.appendChild(text);
  }
  document.documentElement.classList.toggle("sheet", sheet.length > 0);
}

/**
 * Print a sheet under a title that says nothing of the portal, for browsers put it on the paper and into the file's name, and
 * leave the sheet lying until they are done. Return whether the browser said that it prints: inside other apps most do nothing.
 */
export async function printed(sheet: Sheet): Promise<boolean> {
  const title = say("print.title");
  const before = document.title;
  let said = false;
  const done = new Promise<void>((resolve) => {
    window.addEventListener("beforeprint", () => (said = true), { once: true });
    window.addEventListener("afterprint", () => resolve(), { once: true });
    setTimeout(() => said || resolve(), UNTIL_PAPER);
  });
  layOut(sheet);
  document.title = title;
  try {
    window.print();
  } catch {
    said = false; // there is no such function here
  }
  await done;
  if (document.title === title) document.title = before;
  return said;
}

/** Return a sheet as a PNG in a data: address. Throws when the browser draws something else than it is told. */
export function drawn(sheet: Sheet): string {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = sheet.reduce((height, part) => height + 2 * HEADING + inLines(part.text).length * TEXT * 1.35, 2 * MARGIN);
  const pen = canvas.getContext("2d");
  if (pen === null || !honest(pen)) throw new Error("no canvas, or one from which no code could be read");
  pen.fillStyle = WHITE;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = BLACK;
  pen.textBaseline = "top";
  let at = MARGIN;
  for (const part of sheet) {
    pen.font = `${HEADING}px system-ui, sans-serif`;
    pen.fillText(part.heading, MARGIN, at, WIDTH - 2 * MARGIN);
    at += HEADING * 1.4;
    pen.font = `bold ${TEXT}px ui-monospace, Menlo, Consolas, monospace`;
    for (const line of inLines(part.text)) {
      pen.fillText(line, MARGIN, at, WIDTH - 2 * MARGIN);
      at += TEXT * 1.35;
    }
    at += HEADING * 0.6;
  }
  return canvas.toDataURL("image/png");
}

/** Show a picture to press and hold. */
export function showPicture(address: string): void {
  const figure = byId("picture");
  (figure.getElementsByTagName("img")[0] as HTMLImageElement).src = address;
  show(figure, true);
}

/** Forget the sheet and the picture. */
export function clear(): void {
  layOut([]);
  (byId("picture").getElementsByTagName("img")[0] as HTMLImageElement).removeAttribute("src");
  show(byId("picture"), false);
}

/** Break a code of more than three groups over two lines, so that it stays large. */
function inLines(text: string): string[] {
  const groups = text.split("-");
  return groups.length <= 3 ? [text] : [`${groups.slice(0, 3).join("-")}-`, groups.slice(3).join("-")];
}
