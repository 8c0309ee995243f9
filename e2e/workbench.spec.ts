import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { bruteForce, groups, text } from './support/data.ts';
import {
  dragAcross,
  focusOn,
  give,
  idle,
  mapOf,
  openApp,
  watchErrors,
  workspace,
} from './support/page.ts';

const ROWS = 600;
const COLS = 24;
const { vectors, values } = groups(ROWS, COLS);

const TEAMS = 20;
const team = (i: number): string => `team-${String(i % TEAMS).padStart(2, '0')}`;
/** A category with more levels than a legend shows without a search, and one column of free text. */
const table = text(
  'groups.csv',
  [
    'id,kind,team,weight,note',
    ...Array.from(
      { length: ROWS },
      (_, i) => `item${i},${'abc'[i % 3]},${team(i)},${i / 8},the note on number ${i}`,
    ),
    '',
  ].join('\n'),
);

async function openGroups(page: Page): Promise<void> {
  await give(page, [vectors, table]);
  await expect(mapOf(page)).toBeVisible();
  await idle(page);
}

/** The items selected, in order. */
async function selected(page: Page): Promise<number[]> {
  await idle(page);
  const { selection } = await workspace(page);
  return selection.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
}

test.describe('workbench', () => {
  let errors: string[];
  test.beforeEach(async ({ page }, info) => {
    errors = watchErrors(page);
    await openApp(page, info);
    await openGroups(page);
  });
  test.afterEach(() => expect(errors).toEqual([]));

  test('search: text, regular expression, a broken one, hits to select and to go to', async ({
    page,
  }) => {
    const box = page.getByRole('searchbox', { name: 'Search ids and columns' });
    const status = page.getByRole('search').getByRole('status');
    await box.fill('ITEM59');
    await expect(status).toHaveText('11 hits');
    await box.fill('note on number 77');
    await expect(status).toHaveText('1 hit');
    await box.fill('no such thing');
    await expect(status).toHaveText('0 hits');
    await expect(page.getByRole('button', { name: 'Select hits' })).toBeHidden();
    await box.fill('/^item5\\d$/');
    await expect(status).toHaveText('10 hits');
    await page.getByRole('button', { name: 'Select hits' }).click();
    expect(await selected(page)).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
    await expect(page.getByTestId('selection-count')).toHaveText('10 items');
    await box.press('Enter');
    await expect(page.getByTestId('focus-id')).toHaveText('item50');
    await box.fill('/item(5/');
    await expect(status).toContainText('not a regular expression: Unterminated group');
    await expect(page.getByRole('button', { name: 'Select hits' })).toBeHidden();
    await box.fill('/(i+)+$x/');
    await expect(status).toContainText(/hits|stopped/);
    await box.press('Escape');
    await expect(box).toHaveValue('');
    await expect(status).toHaveText('');
  });

  test('legend: counts, levels off and on, one alone, search', async ({ page }) => {
    await page.getByRole('button', { name: 'Colour by team' }).click();
    const legend = page.getByRole('region', { name: 'Legend: team' });
    const levels = legend.getByRole('button', { name: /^team-/ });
    await expect(levels).toHaveCount(TEAMS);
    await expect(levels.first()).toContainText('30');
    await test.step('one stop of the Tab key, arrows inside', async () => {
      await legend.getByRole('searchbox').focus();
      await page.keyboard.press('Tab');
      await expect(levels.first()).toBeFocused();
      await page.keyboard.press('ArrowDown');
      await expect(levels.nth(1)).toBeFocused();
      await page.keyboard.press('ArrowRight');
      await expect(legend.getByRole('button', { name: 'Only team-01' })).toBeFocused();
      await page.keyboard.press('Home');
      await expect(levels.first()).toBeFocused();
      await page.keyboard.press('Tab');
      expect(await legend.evaluate((el) => el.contains(document.activeElement))).toBe(false);
    });
    const hidden = async () => (await workspace(page)).panes[0]!.colour.hidden;

    await levels.nth(2).click();
    await expect(levels.nth(2)).toHaveAttribute('aria-pressed', 'false');
    expect(await hidden()).toEqual(['team-02']);
    await legend.getByRole('searchbox', { name: 'Search the levels of team' }).fill('-1');
    await expect(levels).toHaveCount(10);
    await legend.getByRole('button', { name: 'Only team-13' }).click();
    expect((await hidden()).length).toBe(TEAMS - 1);
    expect(await hidden()).not.toContain('team-13');
    await legend.getByRole('searchbox').fill('nobody');
    await expect(legend).toContainText('No level contains “nobody”');
    await legend.getByRole('button', { name: 'Show all' }).click();
    expect(await hidden()).toEqual([]);

    await test.step('what is switched off is not selected', async () => {
      await legend.getByRole('searchbox').fill('');
      await levels.first().click();
      await page.keyboard.press('b');
      await dragAcross(page, [0.02, 0.12], [0.98, 0.98]);
      const items = await selected(page);
      expect(items.length).toBeGreaterThan(100);
      expect(items.filter((item) => item % TEAMS === 0)).toEqual([]);
    });
  });

  test('keys: search, dimensions, whole map, help, Esc one thing at a time', async ({ page }) => {
    const dims = async () => (await workspace(page)).panes[0]!.dims;
    await page.keyboard.press('2');
    await idle(page);
    expect(await dims()).toBe(2);
    await page.keyboard.press('3');
    await idle(page);
    expect(await dims()).toBe(3);

    await mapOf(page).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('+');
    await expect.poll(async () => (await workspace(page)).panes[0]!.camera).toBeDefined();
    await page.keyboard.press('0');
    await expect.poll(async () => (await workspace(page)).panes[0]!.camera).toBeUndefined();

    await page.keyboard.press('/');
    const box = page.getByRole('searchbox', { name: 'Search ids and columns' });
    await expect(box).toBeFocused();
    await page.keyboard.type('item2?');
    // Typed into the box, the keys mean nothing else.
    await expect(box).toHaveValue('item2?');
    expect(await dims()).toBe(3);
    await page.keyboard.press('Escape');
    await expect(box).not.toBeFocused();
    await expect(box).toHaveValue('');

    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Help' });
    await expect(help).toBeVisible();
    await page.keyboard.press('2');
    expect(await dims()).toBe(3);
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();

    await page.keyboard.press('b');
    await dragAcross(page, [0.1, 0.15], [0.9, 0.9]);
    await focusOn(page, 5);
    await page.keyboard.press('Escape');
    expect((await workspace(page)).focus).toBeNull();
    expect((await selected(page)).length).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    expect(await selected(page)).toEqual([]);
  });

  test('neighbours: walked through from the keyboard; metric and number change', async ({
    page,
  }) => {
    const listed = page.getByTestId('neighbours').getByRole('button');
    await focusOn(page, 5);
    await expect(listed).toHaveCount(15);
    const [first, second] = bruteForce(values, COLS, 5, 2);

    await listed.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(listed.nth(1)).toBeFocused();
    await expect(listed.nth(1)).toContainText(`item${second}`);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('focus-id')).toHaveText(`item${first}`);
    // The walk goes on from the nearest of the next item.
    await expect(listed.first()).toBeFocused();
    const [next] = bruteForce(values, COLS, first!, 1);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('focus-id')).toHaveText(`item${next}`);

    await page.getByRole('textbox', { name: 'Number of neighbours' }).fill('4');
    await page.keyboard.press('Enter');
    await expect(listed).toHaveCount(4);
    await page.getByRole('button', { name: /Metric/ }).click();
    await page.getByRole('option', { name: 'Euclidean', exact: true }).click();
    const euclidean = nearestEuclidean(next!, 4);
    await expect(listed.first()).toContainText(`item${euclidean[0]!.item}`);
    await expect(listed.first()).toContainText(euclidean[0]!.distance.toPrecision(3));
    expect(
      await page.getByTestId('neighbours').locator('.neighbour__id').allTextContents(),
    ).toEqual(euclidean.map(({ item }) => `item${item}`));
  });

  test('box: replaces, adds with Shift, takes out with Alt, or as the tool says', async ({
    page,
  }) => {
    const left = [
      [0.05, 0.15],
      [0.55, 0.95],
    ] as const;
    const right = [
      [0.4, 0.15],
      [0.95, 0.95],
    ] as const;
    await page.keyboard.press('b');
    await dragAcross(page, ...right);
    const inRight = new Set(await selected(page));
    await dragAcross(page, ...left);
    const inLeft = new Set(await selected(page));
    const union = [...new Set([...inLeft, ...inRight])].sort((a, b) => a - b);
    const rest = [...inLeft].filter((item) => !inRight.has(item));
    expect(union.length).toBeGreaterThan(inLeft.size);
    expect(rest.length).toBeGreaterThan(0);

    await page.keyboard.down('Shift');
    await dragAcross(page, ...right);
    await page.keyboard.up('Shift');
    expect(await selected(page)).toEqual(union);
    await page.keyboard.down('Alt');
    await dragAcross(page, ...right);
    await page.keyboard.up('Alt');
    expect(await selected(page)).toEqual(rest);

    await page.getByRole('button', { name: 'Add to the selection (Shift)' }).click();
    await dragAcross(page, ...right);
    expect(await selected(page)).toEqual(union);
    await page.getByRole('button', { name: 'Remove from the selection (Alt)' }).click();
    await dragAcross(page, ...right);
    expect(await selected(page)).toEqual(rest);
  });
});

/** Euclidean neighbours in float64 by brute force, nearest first. */
function nearestEuclidean(item: number, k: number): { item: number; distance: number }[] {
  const distance = (other: number): number => {
    let sum = 0;
    for (let j = 0; j < COLS; j++)
      sum += (values[item * COLS + j]! - values[other * COLS + j]!) ** 2;
    return Math.sqrt(sum);
  };
  return Array.from({ length: ROWS }, (_, other) => ({ item: other, distance: distance(other) }))
    .filter((other) => other.item !== item)
    .sort((a, b) => a.distance - b.distance || a.item - b.item)
    .slice(0, k);
}

/** What a screen reader or a weak eye would stumble over, in words; empty when nothing is serious. */
async function obstacles(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`accessibility, ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('nothing serious on any screen', async ({ page }, info) => {
      await openApp(page, info);
      await idle(page);
      expect(await obstacles(page)).toEqual([]);

      await openGroups(page);
      await page.getByRole('button', { name: 'Colour by team' }).click();
      await page.keyboard.press('b');
      await dragAcross(page, [0.1, 0.15], [0.9, 0.9]);
      await page.getByRole('searchbox', { name: /Search ids/ }).fill('item1');
      await focusOn(page, 3);
      await give(page, [text('broken.csv', 'a,b\n1,2\n3\n')]);
      await expect(page.locator('.error-card')).toBeVisible();
      await idle(page);
      expect(await obstacles(page)).toEqual([]);

      await page.getByRole('button', { name: 'Dismiss' }).click();
      await page.getByRole('radio', { name: 'UMAP' }).click();
      await page.getByRole('button', { name: 'Parameters' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await obstacles(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Help' }).click();
      await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible();
      expect(await obstacles(page)).toEqual([]);
    });
  });
}

test.describe('390 pixels and a finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const tab = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });

  /** Controls that stick out of the screen or are too small for a finger, in words. */
  const misfits = (page: Page): Promise<string[]> =>
    page.evaluate(() => {
      const wrong: string[] = [];
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth > clientWidth) wrong.push(`the page is ${scrollWidth} wide`);
      const controls = 'button, input:not([type=file]), a[href], summary, [role=radio]';
      for (const element of document.querySelectorAll<HTMLElement>(controls)) {
        if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('[inert]'))
          continue;
        const { left, right, width, height } = element.getBoundingClientRect();
        // For screen readers only.
        if (element.parentElement!.getBoundingClientRect().width <= 1) continue;
        const name = element.getAttribute('aria-label') ?? element.textContent.slice(0, 40);
        const sits = `${element.tagName} "${name}" ${Math.round(width)} x ${Math.round(height)}`;
        if (left < -1 || right > clientWidth + 1) wrong.push(`${sits} sticks out`);
        if (Math.min(width, height) < 40) wrong.push(`${sits} is too small`);
      }
      return wrong;
    });

  test('nothing sticks out, everything can be hit', async ({ page }, info) => {
    await openApp(page, info);
    await idle(page);
    expect(await misfits(page)).toEqual([]);
    await openGroups(page);
    await focusOn(page, 3);
    await idle(page);
    for (const name of ['Map', 'Data', 'Inspector'] as const) {
      await tab(page, name).click();
      await expect.poll(() => misfits(page), name).toEqual([]);
      expect(await obstacles(page), name).toEqual([]);
    }
    await tab(page, 'Map').click();
    await page.getByRole('button', { name: 'Legend' }).click();
    await page.getByRole('button', { name: 'Select with a box' }).click();
    expect(await misfits(page)).toEqual([]);
    await page.getByRole('button', { name: 'Share' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await misfits(page)).toEqual([]);
  });
});
