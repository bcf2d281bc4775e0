// Run the lint's TypeScript twin for a Python test: reads a JSON list of texts, or a number of texts to make by
// fast-check, from standard input, and prints for each its UTF-16 units, its hits and whether somebody could know.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import fc from "fast-check";

const here = dirname(fileURLToPath(import.meta.url));
const built = await build({
  stdin: {
    contents: `
      import rules from "../../protocol/lint_rules.json";
      import { couldKnow, hits, keepHash, loadRules } from "../src/protocol/lint";
      const loaded = loadRules(rules);
      export const look = (text) => ({ hits: hits(text, loaded), could_know: couldKnow(text, loaded) });
    `,
    resolveDir: here,
    loader: "ts",
  },
  bundle: true,
  format: "esm",
  write: false,
  logLevel: "error",
});
const { look } = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString("base64")}`);
const given = JSON.parse(readFileSync(0, "utf-8"));
const rules = JSON.parse(readFileSync(join(here, "..", "..", "protocol", "lint_rules.json"), "utf-8"));
const pieces = Array.from(new Set(JSON.stringify(rules).match(/[\u4e00-\u9fff]{1,3}|[a-z]{2,}|[0-9]{1,2}|[,。“”:;@.▮]/g)));
const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.constantFrom("我", "13900004271", "，", "我家"), fc.string({ unit: "binary", maxLength: 2 })), { maxLength: 30 });
const texts = typeof given === "number" ? fc.sample(text, { numRuns: given, seed: 20261125 }).map((found) => found.join("")) : given;
console.log(JSON.stringify(texts.map((one) => ({ text: one, ...look(one) }))));
