// Call the portal's own API, and nothing else: same origin, no cookie, no redirect, no address that holds what was typed.

import { parseChallenge, type Challenge, type Work } from "../protocol/work";
import { Failure, parseFiled, read, type Answer, type Filed } from "./answer";
import { body, type Filing } from "./filing";

const PATIENCE = 45000; // milliseconds that an answer may take

/** Ask for a path of the portal; rejects when no answer comes. */
export type Transport = (path: string, request: { method: string; body?: string }) => Promise<Answer>;

/** The portal as the page sees it. */
export class Portal {
  constructor(private readonly transport: Transport) {}

  /** Return a fresh challenge. Rejects with a Failure. */
  async challenge(): Promise<Challenge> {
    return read(await this.transport("/api/challenge", { method: "GET" }), parseChallenge);
  }

  /** File a report; the same filing may be sent again at any time. Rejects with a Failure. */
  async file(filing: Filing, work: Work): Promise<Filed> {
    const request = { method: "PUT", body: body(filing, work) };
    return read(await this.transport(`/api/reports/${filing.case}`, request), parseFiled);
  }
}

/** Ask with the browser's fetch. Rejects with a Failure `lost` or `slow`. */
export const browser: Transport = (path, request) => {
  const asked = fetch(path, {
    ...request,
    headers: request.body === undefined ? {} : { "Content-Type": "application/json" },
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    referrerPolicy: "no-referrer",
  })
    .then(async (response) => ({
      status: response.status,
      type: response.headers.get("Content-Type") || "",
      retryAfter: response.headers.get("Retry-After") || "",
      text: await response.text(),
    }))
    .catch((): Answer => {
      throw new Failure("lost");
    });
  const waited = new Promise<never>((_, reject) => setTimeout(() => reject(new Failure("slow")), PATIENCE));
  return Promise.race([asked, waited]);
};
