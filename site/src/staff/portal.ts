// Call the staff API: same origin, a bearer token, no cookie; an expired token is renewed once and the call sent again.

import { failure, parseCase, parseDone, parseList, parsePhoto, read, type Answer, type Case, type Done, type List, type Photo } from "./answer";
import { Failure } from "./failure";
import { form } from "./pkce";
import type { Session, Transport } from "./session";

const PATIENCE = 30000; // milliseconds that an answer may take
const MOST = 2 * 1024 * 1024; // characters of an answer that are looked at

export type ListName = "inbox" | "passed" | "overdue";

/** One act as it is sent; `id` makes it the same act however often it arrives. */
export interface Act {
  readonly act: string;
  readonly id: string;
  readonly n: number;
  readonly members: { readonly [name: string]: string | number | readonly string[] };
}

type Request = { readonly method: string; readonly body?: string };
/** Ask for a path of the portal with a token; rejects with a Failure `lost` or `slow`. */
export type Call = (path: string, token: string, request: Request) => Promise<Answer>;

/** The staff API as the page sees it. Every call rejects with a Failure. */
export class Portal {
  constructor(
    private readonly session: Session,
    private readonly call: Call,
  ) {}

  async list(name: ListName, query: { readonly [name: string]: string }): Promise<List> {
    const asked = form(query);
    return read(await this.ask(`/api/staff/${name}${asked && "?"}${asked}`, { method: "GET" }), parseList);
  }

  /** Open a case; the portal records the look before it answers. */
  async open(caseId: string): Promise<Case> {
    return read(await this.ask(`/api/staff/cases/${caseId}`, { method: "GET" }), parseCase);
  }

  /** Look at a photo, `number` from 1; recorded too. */
  async photo(caseId: string, number: number): Promise<Photo> {
    return read(await this.ask(`/api/staff/cases/${caseId}/photos/${number}`, { method: "GET" }), parsePhoto);
  }

  /** Act on a case; the same act may be sent again at any time. */
  async act(caseId: string, { act, id, n, members }: Act): Promise<Done> {
    const body = JSON.stringify({ v: 1, id, n, ...members });
    return read(await this.ask(`/api/staff/cases/${caseId}/${act}`, { method: "POST", body }), parseDone);
  }

  private async ask(path: string, request: Request): Promise<Answer> {
    const token = this.session.access;
    if (token === "") throw new Failure("signed-out");
    const answer = await this.call(path, token, request);
    if (answer.status !== 401) return answer;
    // Somebody else's call may have renewed it meanwhile.
    if (this.session.access === token && !(await this.session.renew())) throw new Failure("signed-out");
    const again = await this.call(path, this.session.access, request);
    if (again.status === 401 && failure(again).reason === "signed-out") this.session.lose();
    return again;
  }
}

/** Call the portal with the browser's fetch. */
export const browser: Call = (path, token, request) =>
  fetched(path, {
    ...request,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(request.body === undefined ? {} : { "Content-Type": "application/json" }),
    },
  });

/** Send a form to the issuer's token endpoint with the browser's fetch. */
export const issuer: Transport = (address, body) =>
  fetched(address, { method: "POST", body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });

function fetched(address: string, request: RequestInit): Promise<Answer> {
  const asked = fetch(address, {
    ...request,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    referrerPolicy: "no-referrer",
  })
    .then(async (response) => ({
      status: response.status,
      type: response.headers.get("Content-Type") || "",
      text: (await response.text()).slice(0, MOST),
    }))
    .catch((): Answer => {
      throw new Failure("lost");
    });
  const waited = new Promise<never>((_, reject) => setTimeout(() => reject(new Failure("slow")), PATIENCE));
  return Promise.race([asked, waited]);
}
