// Builds static/build/ from static/portal/: styles, one script, the typeface, the icons.
// Every file in scss/pages/, scss/admin/, js/ and icons/ takes part; nothing has to be registered.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "..", "static", "portal");
const target = join(here, "..", "static", "build");
const modules = join(here, "node_modules");
const browsers = ["chrome103", "firefox115", "safari15.4"];

const named = (folder, ending) =>
  readdirSync(join(source, folder)).filter((name) => name.endsWith(ending)).sort();

async function buildStyle(entry, folder) {
  const file = join(source, "scss", `${entry}.scss`);
  // @use must stand before every other rule: an entry holds nothing but @use lines.
  const parts = named(`scss/${folder}`, ".scss")
    .map((name) => `@use "${folder}/${basename(name, ".scss").replace(/^_/, "")}";\n`);
  const { css } = sass.compileString(readFileSync(file, "utf8") + parts.join(""), {
    loadPaths: [join(source, "scss"), modules],
    // Bootstrap 5.3 is still written with @import; our own files use @use.
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, target: browsers });
  writeFileSync(join(target, `${entry}.css`), code);
}

async function buildScript() {
  await esbuild.build({
    stdin: {
      contents: named("js", ".js").map((name) => `import "./js/${name}";`).join("\n"),
      resolveDir: source,
    },
    bundle: true,
    format: "iife",
    legalComments: "none",
    minify: true,
    nodePaths: [modules],
    outfile: join(target, "portal.js"),
    target: browsers,
  });
}

function buildIcons() {
  const symbols = named("icons", ".svg").map((name) => {
    const drawing = readFileSync(join(source, "icons", name), "utf8")
      .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
    return `<symbol id="${basename(name, ".svg")}" viewBox="0 0 24 24">${drawing}</symbol>`;
  });
  writeFileSync(
    join(target, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
  );
}

function copyTypeface() {
  const folder = join(modules, "@fontsource-variable", "encode-sans");
  const file = "encode-sans-latin-standard-normal.woff2";
  copyFileSync(join(folder, "files", file), join(target, "encode-sans.woff2"));
  copyFileSync(join(folder, "LICENSE"), join(target, "encode-sans-license.txt"));
}

const began = performance.now();
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
copyTypeface();
buildIcons();
await Promise.all([buildStyle("portal", "pages"), buildStyle("admin", "admin"), buildScript()]);
console.log(`static/build/ is ready (${Math.round(performance.now() - began)} ms)`);
