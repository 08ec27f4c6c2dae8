import type { Locator, Page } from '@playwright/test';
import { type AppUnderTest, expect } from './hosts.ts';

/** A run or a look at servers, on a machine that has other things to do. */
export const SLOW = { timeout: 45_000 };

/** Goes to a place of the app, such as `/backup`, as a link would. */
export async function visit({ page }: Pick<AppUnderTest, 'page'>, place: string): Promise<void> {
  await page.evaluate((hash) => {
    (globalThis as unknown as { location: { hash: string } }).location.hash = hash;
  }, place);
}

/** Goes on in the restore wizard to the question of this title. */
export async function goOn(page: Page, title: string | RegExp, button: string | RegExp = 'Next'): Promise<void> {
  const question = page.getByRole('heading', { name: title });
  // What a step needs may still be on its way from disk or servers; the page then says so beside the button.
  await expect(async () => {
    if (!(await question.isVisible())) await page.getByRole('button', { name: button }).click();
    await expect(question).toBeVisible({ timeout: 1000 });
  }).toPass(SLOW);
}

/** Picks an option of a select. */
export async function choose(page: Page, field: Locator, option: string): Promise<void> {
  await field.click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
