import process from 'node:process';
import { chromium } from 'playwright-core';
import { findServices, requiredServices } from '../services.mjs';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Runs part of a check in a blank Chromium page. Where there is no Chromium it says so and passes, unless AI_REQUIRE demands one.
 * @param {string} what for the message
 * @param {(page: import('playwright-core').Page) => Promise<string[]>} work
 */
export async function withChromiumPage(what, work) {
  const executablePath = findServices().get('chromium');
  if (executablePath === undefined) {
    if (requiredServices().includes('chromium')) return [`${what}: AI_REQUIRE names chromium, which is not installed`];
    process.stderr.write(
      `       ${what}: the part that needs Chromium was not run (Debian: apt-get install chromium)\n`,
    );
    return [];
  }
  const browser = await chromium.launch({ executablePath, args });
  try {
    return await work(await browser.newPage());
  } finally {
    await browser.close();
  }
}
