// Show what became of a report: being sent, not sent, received, or received with a receipt that proves nothing.

import type { Failure } from "../report/answer";
import { ref } from "../protocol/code";
import * as hour from "../protocol/hour";
import type { Arrival } from "../report/sending";
import { all, byId, only, show } from "./dom";
import { announce, entitle, say } from "./words";

const PANELS = ["sending", "failed", "unverified", "filed"];

/** Show that the request runs; the heading has the focus and is read. The code is on screen, so a lost answer loses nothing. */
export function sending(): void {
  panel("sending", say("title.sending"));
  byId("code-state").textContent = say("code.waiting");
  show(byId("receipt"), false);
  show(byId("finishing"), false);
}

/** Show why sending failed; `null` for a fault of the page itself. */
export function failed(failure: Failure | null, sent: boolean): void {
  const uncertain = failure === null ? sent : failure.uncertain;
  panel("failed", say(uncertain ? "title.unsure" : "title.failed"));
  const reason = failure === null ? "inside" : failure.reason;
  // What is said of photos never answers a report.
  const why = say(`failed.${reason === "photo" || reason === "upload" ? "refused" : reason}`);
  const wait = failure !== null && failure.wait > 0 ? ` ${say("failed.wait", { seconds: failure.wait })}` : "";
  byId("failed-why").textContent = why + wait;
  // A conflict says by itself what arrived.
  const sure = failure !== null && failure.reason === "conflict" ? "" : say(uncertain ? "sure.unknown" : "sure.no");
  byId("failed-sure").textContent = sure;
  announce(`${byId("outcome").textContent}${say("between")} ${why}${wait} ${sure}`);
}

/** Show what arrived; success only with a receipt that verifies. */
export function arrived(arrival: Arrival, language: string, zone: string): void {
  const verified = arrival.receipt;
  panel(verified === null ? "unverified" : "filed", say(verified === null ? "title.unverified" : "title.filed"));
  for (const shown of all('[data-value="receipt"]')) shown.textContent = arrival.note;
  byId("receipt-state").textContent = say(verified === null ? "receipt.unverified" : "receipt.verified");
  show(byId("receipt"), true);
  show(byId("finishing"), true);
  show(byId("earlier"), arrival.earlier);
  if (verified === null) {
    announce(say("unverified"));
    return;
  }
  const number = ref(verified.case);
  for (const shown of all('[data-value="ref"]')) shown.textContent = number;
  byId("hour").textContent = local(verified.hour, language, zone);
  byId("code-state").textContent = say("code.filed");
  announce(say("filed", { ref: number }));
}

/** Forget everything that was shown. */
export function clear(): void {
  for (const shown of all('[data-value="secret-code"], [data-value="ref"], [data-value="receipt"]')) shown.textContent = "";
  for (const said of all("[data-said]")) said.textContent = "";
  for (const id of ["hour", "failed-why", "failed-sure", "outcome"]) byId(id).textContent = "";
  byId<HTMLInputElement>("kept").checked = false;
  hideText();
}

/** The whole text stands on the page only where it could not be copied. */
function hideText(): void {
  const text = only<HTMLElement>('[data-value="text"]');
  text.textContent = "";
  show(text, false);
}

function panel(name: string, title: string): void {
  for (const id of PANELS) show(byId(id), id === name);
  byId("outcome").textContent = title;
  hideText();
  entitle(title);
}

/** Return an hour in the deployment's zone, which is named; in UTC where the browser does not know the zone. */
function local(text: string, language: string, timeZone: string): string {
  const start = hour.parse(text);
  const written = (form: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, { ...form, timeZone }).format(start);
  try {
    const zone = written({ day: "numeric", timeZoneName: "short" }).replace(/^.*?([A-Z]{2,}\S*).*$/, "$1");
    return `${written({ year: "numeric", month: "long", day: "numeric" })} ${written({ hour: "numeric" })} (${zone})`;
  } catch {
    return text;
  }
}
