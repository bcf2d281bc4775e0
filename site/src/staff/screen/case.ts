// Show one case as its unit may see it: facts and history as text and nothing else, pictures only on a press.

import * as b64 from "../../protocol/b64";
import { show as grouped } from "../../protocol/code";
import { all, byId, empty, made, only, press, show } from "../../screen/dom";
import { announce, entitle, say } from "../../screen/words";
import { entryOf } from "../acts";
import type { Case, Event } from "../answer";
import type { Configuration } from "../configuration";
import { Failure } from "../failure";
import type { Portal } from "../portal";
import { visible } from "../visible";
import { named, unread } from "./named";
import { deadline, local } from "./when";

const ENDED = ["declined", "closed", "withdrawn"];

/** Put a case on the page; `now` is the hour that deadlines are counted from. */
export function fill(view: Case, now: string, given: Configuration): void {
  only("#case [data-value=ref]").textContent = view.ref;
  entitle(`${say("case")} ${view.ref}`);
  byId("recorded").textContent = say("recorded", { mark: view.mark });
  standing(view, now, given);
  const whole = view.facts !== null;
  for (const id of ["facts", "acts", "history", "only-here"]) show(byId(id), whole);
  show(byId("earlier"), !whole);
  if (whole) facts(view, given);
}

/** Show what an act changes: status, deadline, acts, history and links. */
export function standing(view: Case, now: string, given: Configuration): void {
  byId("case-status").textContent = named("status", view.status);
  empty(byId("case-due"));
  if (ENDED.indexOf(view.status) < 0 && view.due !== "") byId("case-due").appendChild(deadline(view.due, now, given));
  for (const button of all("#act-buttons [data-act]")) show(button, view.acts.indexOf(button.dataset.act as string) >= 0);
  for (const line of all("#keys [data-keys]")) {
    const name = line.dataset.keys as string;
    if (byId("act-buttons").querySelector(`[data-act="${name}"]`) !== null) show(line, view.acts.indexOf(name) >= 0);
    if (name === "put-away" || name === "send") show(line, view.acts.length > 0);
    if (name === "photo") show(line, view.facts !== null && view.facts.photos !== undefined);
  }
  show(byId("acts-none"), view.acts.length === 0);
  history(view, now, given);
}

/** Take everything of a case off the page. */
export function clear(): void {
  for (const place of all("#facts dd, #photos, #history ol, #links, #case-due, #case [data-value], #recorded")) empty(place);
}

function facts(view: Case, given: Configuration): void {
  const found = view.facts || {};
  const names: { readonly [fact: string]: { readonly [id: string]: string } } = { category: given.categories, place: given.places };
  for (const line of all("#facts [data-fact]")) {
    const name = line.dataset.fact as string;
    const value = name === "hour" ? local(view.hour, given, "") : found[name];
    show(line, typeof value === "string" && value !== "");
    if (typeof value !== "string") continue;
    const said = name === "kind" ? named("kind", value) : (names[name] || {})[value] || value;
    (line.querySelector("dd") as HTMLElement).textContent = visible(said);
  }
}

/** Offer the pictures of a case by their numbers; one is asked for, and recorded, at its press. */
export function photos(view: Case, portal: Portal, marked: (mark: string) => void): void {
  const place = byId("photos");
  empty(place);
  const count = view.facts === null || view.facts.photos === undefined ? 0 : view.facts.photos.length;
  if (count === 0) return;
  place.appendChild(made("h3", say("photos", { count })));
  place.appendChild(hint(say("photos-text")));
  for (let number = 1; number <= count; number++) place.appendChild(photo(view, number, portal, marked));
}

function photo(view: Case, number: number, portal: Portal, marked: (mark: string) => void): HTMLElement {
  const figure = made("div");
  figure.className = "photo";
  let asked = false;
  const button = press(say("photo.show", { number }), () => {
    if (asked) return;
    asked = true;
    void portal.photo(view.case, number).then(
      ({ photo: data, mark }) => {
        const picture = document.createElement("img");
        picture.alt = say("photo.name", { number });
        picture.src = `data:image/jpeg;base64,${b64.encode(b64.decode(data), b64.STANDARD_ALPHABET)}`;
        figure.replaceChild(picture, button);
        picture.tabIndex = -1;
        picture.focus();
        marked(mark);
        announce(say("photo.shown", { number }));
      },
      (error: unknown) => {
        asked = false;
        if (!(error instanceof Failure)) throw error;
        said.textContent = error.reason === "unknown" ? say("photo.none") : unread(error);
      },
    );
  });
  button.dataset.act = "photo";
  const said = made("p");
  said.setAttribute("role", "status");
  figure.appendChild(button);
  figure.appendChild(said);
  return figure;
}

function history(view: Case, now: string, given: Configuration): void {
  const list = only<HTMLElement>("#history ol");
  empty(list);
  const filed: Event[] = view.hour === "" ? [] : [{ hour: view.hour, act: "filed", unit: "" }];
  for (const event of [...filed, ...view.history]) list.appendChild(line(event, now, given));
  const links = byId("links");
  empty(links);
  show(byId("links-heading"), view.links.length > 0);
  for (const link of view.links) links.appendChild(made("li", link.ref));
}

function line(event: Event, now: string, given: Configuration): HTMLElement {
  const item = made("li");
  const unit = given.units[event.unit] || event.unit;
  const to = event.to === undefined ? "" : given.units[event.to] || event.to;
  item.appendChild(made("b", named("did", entryOf(event.act, given.steps), { unit, to, days: event.days || 0 })));
  item.appendChild(made("small", local(event.hour, given, now)));
  if (event.findings !== undefined) item.appendChild(made("p", named("findings", event.findings)));
  if (event.ground !== undefined) item.appendChild(made("p", named("ground", event.ground)));
  if (event.link !== undefined) item.appendChild(made("p", grouped(event.link.slice(0, 10))));
  for (const words of [event.text, event.reason]) {
    if (words === undefined) continue;
    const said = made("p", visible(words));
    said.className = "said-text";
    said.dir = "auto";
    item.appendChild(said);
  }
  return item;
}

function hint(text: string): HTMLElement {
  const element = made("p", text);
  element.className = "hint";
  return element;
}
