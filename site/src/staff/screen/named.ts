// Say what the portal names by an id: a status, an act, a reason, a failure. A portal may be newer than the page that is open, so an id
// without words stands for itself.

import { say } from "../../screen/words";
import type { Failure } from "../failure";

type Family = "status" | "did" | "ground" | "findings" | "kind";

/** Return the words for an id of a family. */
export function named(family: Family, id: string, values: { readonly [name: string]: string | number } = {}): string {
  try {
    return say(family + "." + id, values);
  } catch {
    return id;
  }
}

/** Return the words for a question that got no answer: unlike an act, it may simply be asked again. */
export function unread(error: Failure): string {
  return error.uncertain ? say(`unread.${error.reason}`) : say(`failed.${error.reason}`);
}
