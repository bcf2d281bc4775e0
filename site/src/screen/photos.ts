// Let the reporter choose up to three pictures, show exactly what will be sent, and say which of them have arrived.

import { address, drawn, Undrawable } from "../photo/drawing";
import { MOST_PHOTOS } from "../protocol/facts";
import { hashOf } from "../protocol/photo";
import type { Portal } from "../report/portal";
import type { Arrival, Sender } from "../report/sending";
import { Uploads, type Photo } from "../report/uploads";
import { byId, empty, made, onAct, press, show } from "./dom";
import { announce, say } from "./words";
import { pause } from "./waiting";

/** A photo, the address of its preview, and what it is drawn from when it is turned. */
interface Chosen extends Photo {
  readonly preview: string;
  readonly file: Blob;
  readonly quarters: number;
}

let chosen: readonly Chosen[] = [];
let round = 0; // what was begun before the page was cleared counts for nothing after it
let waiting = 0; // pictures that are still to be drawn
let queue: Promise<void> = Promise.resolve();
let uploads: Uploads | null = null;

/** Take pictures as they are chosen; one at a time, for an old phone has no room for two. */
export function watch(): void {
  const input = byId<HTMLInputElement>("photos");
  input.addEventListener("change", () => {
    const files = Array.from(input.files || []);
    input.value = ""; // the control would show the file's name
    tell("");
    for (const file of files) draw(file, 0, null);
  });
  onAct("photos", () => uploads !== null && void uploads.run());
}

/** Return the photos in the reporter's order. */
export function photos(): readonly Photo[] {
  return chosen;
}

/** Return whether pictures are still being drawn. */
export function busy(): boolean {
  return waiting > 0;
}

/** Return a picture of each photo, as it will be sent. */
export function pictures(): HTMLElement[] {
  return chosen.map(picture);
}

/** Bring the photos of a report that has arrived, once; nothing waits for them. */
export function bring(portal: Portal, sender: Sender, { filing, upload }: Arrival): void {
  const named = filing.report.facts.photos;
  if (named === undefined || uploads !== null) return;
  const means = {
    photo: portal.photo.bind(portal),
    renew: async () => (await sender.send(filing)).upload,
    pause,
  };
  uploads = new Uploads(means, filing.case, named, chosen, upload, progress);
  progress();
  void uploads.run();
}

/** Say how the bringing goes, in a region that was there before. */
function progress(): void {
  const { states, arrived } = uploads as Uploads;
  const now = states.indexOf("sending") + 1;
  const failed = states.map((_, at) => at + 1).filter((n) => states[n - 1] === "failed");
  const said = now > 0 ? [say("photo.sending", { n: now })] : failed.map((n) => say("photo.not", { n }));
  byId("sent-state").textContent = [say("photo.count", { arrived, most: states.length }), ...said].join(" ");
  show(byId("sent-again"), now === 0 && failed.length > 0);
}

/** Return how many photos have not arrived. */
export function missing(): number {
  return uploads === null ? 0 : uploads.states.length - uploads.arrived;
}

/** Forget every photo, drawn, sent or still to be drawn. */
export function clear(): void {
  if (uploads !== null) uploads.stop();
  uploads = null;
  chosen = [];
  round++;
  waiting = 0;
  byId<HTMLInputElement>("photos").value = "";
  byId("sent-state").textContent = "";
  show(byId("sent-again"), false);
  tell("");
  list();
}

/** Draw a picture once those before it are done; `instead` is the photo whose place it takes. */
function draw(file: Blob, quarters: number, instead: Chosen | null): void {
  const mine = round;
  waiting++;
  announce(say("photo.working"));
  list();
  queue = queue.then(async () => {
    if (mine !== round) return;
    const found = await taken(file, quarters, instead).catch((error) => {
      if (error instanceof Undrawable) return error.why;
      throw error;
    });
    if (mine !== round) return;
    waiting--;
    if (typeof found === "string") tell(say(`photo.bad.${found}`));
    else chosen = instead === null ? [...chosen, found] : chosen.map((one) => (one === instead ? found : one));
    list();
    if (typeof found !== "string") announce(say("photo.ready", { n: chosen.indexOf(found) + 1 }));
  });
}

/** Return the photo of a picture, or the name of what is wrong with it. Rejects with Undrawable. */
async function taken(file: Blob, quarters: number, instead: Chosen | null): Promise<Chosen | "many" | "twice"> {
  if (instead === null && chosen.length === MOST_PHOTOS) return "many";
  const bytes = await drawn(file, quarters, document.createElement("canvas"));
  const hash = hashOf(bytes);
  if (chosen.some((one) => one !== instead && one.hash === hash)) return "twice";
  const preview = await address(new Blob([bytes as BlobPart], { type: "image/jpeg" }));
  return { hash, bytes, file, quarters, preview };
}

/** List the photos with what can be done to each; the focus stays where it was, or goes to the choice of pictures. */
function list(): void {
  const place = byId("photo-list");
  const focused = document.activeElement as HTMLElement;
  const name = place.contains(focused) ? focused.id : "";
  empty(place);
  chosen.forEach((photo, at) => {
    const item = made("li");
    item.appendChild(picture(photo, at));
    item.appendChild(button("turn", at, () => draw(photo.file, photo.quarters + 1, photo)));
    item.appendChild(button("drop", at, () => drop(photo)));
    place.appendChild(item);
  });
  byId("photo-working").textContent = busy() ? say("photo.working") : "";
  if (name !== "") (document.getElementById(name) || byId("photos")).focus();
}

function drop(photo: Chosen): void {
  chosen = chosen.filter((one) => one !== photo);
  tell("");
  list();
  announce(say("ask.done.remove"));
}

function picture(photo: Chosen, at: number): HTMLElement {
  const image = made("img") as HTMLImageElement;
  image.src = photo.preview;
  image.alt = say("photo.name", { n: at + 1 });
  return image;
}

function button(act: string, at: number, then: () => void): HTMLElement {
  const made = press(say(`photo.${act}`, { n: at + 1 }), then);
  made.id = `photo-${act}-${at}`;
  return made;
}

/** Show what is wrong with a picture, where mistakes of this field stand. */
function tell(problem: string): void {
  const shown = byId("photos-mistake");
  shown.textContent = problem;
  show(shown, problem !== "");
  if (problem !== "") announce(problem);
}
