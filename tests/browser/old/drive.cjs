// Drive one old browser with one page at a time: a JSON command a line on stdin, a JSON answer a line on stdout.
// Waiting is asking again: the page's policy allows no string to become a function inside it, as waitForFunction would.
"use strict";

const readline = require("readline");
const puppeteer = require("puppeteer-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--lang=zh-CN"];
const NOBODY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"; // whatever a page asks of others goes nowhere
const VISIBLE = "Array.from(document.querySelectorAll(SELECTOR)).find((one) => one.getClientRects().length > 0)";

let browser;
let context;
let page;
let seen; // of this page: requests, faults and the browser's questions

const acts = {
  async launch({ path }) {
    browser = await puppeteer.launch({ executablePath: path, args: [...FLAGS, NOBODY] });
    return browser.version();
  },
  async fresh({ width, height, script, stay }) {
    if (context !== undefined) await context.close();
    context = await browser.createIncognitoBrowserContext();
    page = await context.newPage();
    seen = { requests: [], faults: [], questions: [] };
    const mine = seen;
    page.on("request", (request) => mine.requests.push(request.url()));
    page.on("pageerror", (error) => mine.faults.push(String(error)));
    page.on("dialog", (dialog) => {
      mine.questions.push(dialog.type());
      return stay && dialog.type() === "beforeunload" ? dialog.dismiss() : dialog.accept();
    });
    await page.setViewport({ width, height, isMobile: true, hasTouch: true });
    if (script !== "") await page.evaluateOnNewDocument(`(() => { ${script} })()`);
  },
  goto: ({ address }) => page.goto(address).then(() => null),
  evaluate: ({ expression }) => page.evaluate(expression),
  async wait({ expression, seconds }) {
    const end = Date.now() + 1000 * seconds;
    while (!(await page.evaluate(expression).catch(() => false))) {
      if (Date.now() > end) throw new Error(`never true: ${expression}\n${await page.evaluate("document.body.innerText")}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
  async press({ selector }) {
    // Where a finger would land: Chromium 64 cannot say itself where its nodes are.
    const at = await page.evaluate(`(() => {
      const found = ${VISIBLE.replace("SELECTOR", JSON.stringify(selector))};
      if (found === undefined) return "nothing visible";
      found.scrollIntoView({ block: "center" });
      const box = found.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const hit = document.elementFromPoint(x, y);
      return found.contains(hit) || hit.contains(found) ? [x, y] : hit.outerHTML.slice(0, 100);
    })()`);
    if (typeof at === "string") throw new Error(`${selector} cannot be pressed: ${at}`);
    await page.mouse.click(at[0], at[1]);
  },
  async write({ selector, text }) {
    // As an input method puts a text in: Chromium 64 knows no other way to type what no key has.
    await page.focus(selector);
    const typed = `document.activeElement.select(), document.execCommand("insertText", false, ${JSON.stringify(text)})`;
    if (!(await page.evaluate(typed))) throw new Error(`${selector} takes no text`);
  },
  choose: ({ selector, value }) => page.select(selector, value),
  key: ({ name }) => page.keyboard.press(name),
  async give({ selector, path }) {
    await (await page.$(selector)).uploadFile(path);
  },
  shot: ({ path }) => page.screenshot({ path, fullPage: true }).then(() => null),
  seen: async () => seen,
  async close() {
    await browser.close();
  },
};

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { act, ...words } = JSON.parse(line);
    const answer = await acts[act](words).then(
      (value) => ({ value: value === undefined ? null : value }),
      (error) => ({ error: String(error.message) }),
    );
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  if (browser !== undefined) await browser.close();
}

main();
