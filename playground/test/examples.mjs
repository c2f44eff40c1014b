// The keys of the examples. Node cannot import their manifests, so the module is read as text.
import { readFileSync } from "node:fs";

const text = readFileSync(new URL("../page/examples.js", import.meta.url), "utf8");
export const EXAMPLES = [...text.matchAll(/^ {2}(\w+): \{ text/gm)].map(([, key]) => key);
