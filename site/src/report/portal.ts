// Call the portal's own API, and nothing else: same origin, no cookie, no redirect, no address that holds what was typed.

import { parseChallenge, type Challenge, type Work } from "../protocol/work";
import { Failure, parseFiled, parseStored, read, type Answer, type Filed } from "./answer";
import { body, type Filing } from "./filing";

const PATIENCE = 45000; // milliseconds that an answer may take
const PATIENCE_PHOTO = 120000; // and that of a photo: 300,000 bytes on a poor connection

/** Ask for a path of the portal; rejects when no answer comes. */
export type Transport = (path: string, request: { method: string; body?: string | Uint8Array }) => Promise<Answer>;

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

  /** Bring one photo of a filed report, `number` from 1; the same may be brought again at any time. Rejects with a Failure. */
  async photo(caseId: string, number: number, brought: Uint8Array): Promise<void> {
    const request = { method: "PUT", body: brought };
    read(await this.transport(`/api/reports/${caseId}/photos/${number}`, request), parseStored);
  }
}

/** Ask with the browser's fetch. Rejects with a Failure `lost` or `slow`. */
export const browser: Transport = (path, request) => {
  const photo = request.body instanceof Uint8Array;
  const asked = fetch(path, {
    ...(request as RequestInit),
    headers: request.body === undefined ? {} : { "Content-Type": `application/${photo ? "octet-stream" : "json"}` },
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
  const patience = photo ? PATIENCE_PHOTO : PATIENCE;
  const waited = new Promise<never>((_, reject) => setTimeout(() => reject(new Failure("slow")), patience));
  return Promise.race([asked, waited]);
};
