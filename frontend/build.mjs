// Builds everything a page loads into partnerhub/web/static: one style sheet, the scripts, one sheet of icons.
// Third-party code comes from the packages in package.json and is never committed.
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "partnerhub", "web", "static");

const icons = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));

async function sheetOfIcons() {
  const symbols = await Promise.all(
    icons.map(async (name) => {
      const svg = await readFile(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
      const shapes = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
      return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { hub: "hub.js", charts: "charts.js", passkeys: "passkeys.js", theme: "theme.js", styles: "styles.css" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome120", "firefox121", "safari17"],
  loader: { ".svg": "dataurl" },
  legalComments: "linked",
  logLevel: "warning",
});
await writeFile(join(out, "icons.svg"), await sheetOfIcons());
await writeFile(join(out, "favicon.svg"), await readFile(join(here, "favicon.svg")));
