// Opens a notebook in Jupyter's own server (notebook 6) with a real browser, runs all cells and tells what is on the page.
// usage: node kernel-notebook.mjs <url of the notebook with token> <user data folder> <screenshot.png>
// Prints { "kernel": …, "cells": [ { "prompt": …, "text": …, "images": n, "tables": n } ] }.
import { chromium } from "playwright-core";

const [url, profile, screenshot] = process.argv.slice(2);
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, viewport: { width: 1200, height: 1600 },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const page = await context.newPage();
  await page.goto(url, { timeout: 30_000 });
  await page.waitForFunction(() => globalThis.Jupyter?.notebook?.kernel?.is_connected?.(), undefined, { timeout: 30_000 });
  await page.waitForFunction(() => Jupyter.notebook.kernel.info_reply?.language_info, undefined, { timeout: 30_000 });
  await page.evaluate(() => Jupyter.notebook.execute_all_cells());
  await page.waitForFunction(
    () => Jupyter.notebook.get_cells().filter(c => c.cell_type === "code").every(c => typeof c.input_prompt_number === "number"),
    undefined, { timeout: 60_000 });
  await page.waitForTimeout(300);
  const seen = await page.evaluate(() => ({
    kernel: Jupyter.notebook.kernel.info_reply.language_info.name,
    mode: Jupyter.notebook.get_cells().find(c => c.cell_type === "code").code_mirror.getOption("mode"),
    cells: Jupyter.notebook.get_cells().filter(c => c.cell_type === "code").map(c => ({
      prompt: c.input_prompt_number,
      text: c.output_area.element.text().replace(/\s+/g, " ").trim(),
      images: c.output_area.element.find("svg, img").length,
      tables: c.output_area.element.find("table").length,
    })),
  }));
  await page.screenshot({ path: screenshot, fullPage: true });
  console.log(JSON.stringify(seen));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
  process.exitCode = 1;
} finally {
  await context.close();
}
