import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import {
  EMBEDDING,
  embeddingBytes,
  OTHERS,
  SPARSE_NPY,
  tokenOf,
  writeGguf,
  writeNpy,
  writeSafetensors,
} from '../tools/large/files.mjs';
import { countBytesRead } from './support/bytes-read.ts';
import { focusOn, idle, mapOf, openApp, watchErrors } from './support/page.ts';

/** Files of gigabytes, of which the page reads what is asked for. How long that takes is measured in bench/lines/reading.ts. */

const MARGIN = 32 << 20;
const { rows, cols } = EMBEDDING;
const count = (n: number): string => n.toLocaleString('en');

test.afterEach(async ({ page }, info) => {
  await page.close(); // which lets the file go
  await rm(info.outputDir, { recursive: true, force: true });
});

const choose = (page: Page, path: string) =>
  page.getByTestId('file-input').first().setInputFiles(path);

const MODELS = [
  {
    ...{ file: 'model.safetensors', name: 'model.embed_tokens.weight', write: writeSafetensors },
    ...{ dtype: 'float32', bytes: embeddingBytes('F32'), id: (row: number) => String(row) },
  },
  {
    ...{ file: 'model.gguf', name: 'token_embd.weight', write: writeGguf },
    ...{ dtype: 'Q8_0', bytes: embeddingBytes('Q8_0'), id: tokenOf },
  },
];

for (const { file, name, write, dtype, bytes, id } of MODELS) {
  test(`of ${file} with 4 GB the list, then the embedding is read, and no more`, async ({
    page,
  }, info) => {
    const path = info.outputPath(file);
    write(path);
    const errors = watchErrors(page);
    await openApp(page, info);
    await idle(page);
    const read = await countBytesRead(page);

    await choose(page, path);
    const dialog = page.getByRole('dialog', { name: 'What to open' });
    const list = dialog.getByRole('region', { name: file });
    await expect(list).toContainText('4.3 GB');
    await expect(list.getByPlaceholder(`Find among ${count(OTHERS + 1)}`)).toBeVisible();
    const first = list.getByRole('row').nth(1);
    await expect(first).toContainText(name);
    await expect(first).toContainText('embedding');
    await expect(first).toContainText(`${count(rows)} × ${count(cols)}`);
    await expect(first).toContainText(dtype);
    await expect(first.getByRole('checkbox')).toBeChecked();
    await expect(list.getByRole('checkbox', { checked: true })).toHaveCount(1);
    expect(await read()).toBeLessThan(8 << 20);

    await dialog.getByRole('button', { name: 'Open' }).click();
    await expect(mapOf(page)).toBeVisible();
    await idle(page);
    await expect(page.getByText(`${count(rows)} × ${count(cols)}`).first()).toBeVisible();
    await focusOn(page, rows - 1);
    await expect(page.getByTestId('focus-id')).toHaveText(id(rows - 1));
    const sum = await read();
    expect(sum).toBeGreaterThan(bytes);
    expect(sum).toBeLessThan(bytes + MARGIN);
    expect(errors).toEqual([]);
  });
}

test('of an npy with 1 GB every tenth row is taken', async ({ page }, info) => {
  test.slow();
  const path = info.outputPath('tenth.npy');
  writeNpy(path);
  const errors = watchErrors(page);
  await openApp(page, info);
  await choose(page, path);
  const dialog = page.getByRole('dialog', { name: 'What to open' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('radio', { name: 'Every n-th' }).click();
  const step = dialog.getByRole('textbox', { name: 'Take one row in every' });
  await step.fill(String(SPARSE_NPY.step));
  await step.press('Tab');
  const taken = Math.ceil(SPARSE_NPY.rows / SPARSE_NPY.step);
  await expect(dialog).toContainText(`${count(taken)} of ${count(SPARSE_NPY.rows)}`);
  await dialog.getByRole('button', { name: 'Open' }).click();
  // A gigabyte goes by.
  await expect(mapOf(page)).toBeVisible({ timeout: 120_000 });
  await idle(page);
  // Named by the row that it has in the file.
  await focusOn(page, taken - 1);
  await expect(page.getByTestId('focus-id')).toHaveText(String((taken - 1) * SPARSE_NPY.step));
  expect(errors).toEqual([]);
});

test('a large file has the hash of all its bytes, and so has the next one', async ({
  page,
}, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  for (const [name, step] of [
    ['a.npy', 1],
    ['b.npy', 2],
  ] as const) {
    const path = info.outputPath(name);
    writeNpy(path, { rows: 15_001, cols: 768, step });
    await choose(page, path);
    if (name === 'b.npy') {
      // With as many rows it may be a further space.
      const dialog = page.getByRole('dialog', { name: 'What to open' });
      await dialog.getByRole('radio', { name: 'New data' }).click();
      await dialog.getByRole('button', { name: 'Open' }).click();
    }
    const hash = createHash('sha256').update(await readFile(path));
    await expect
      .poll(() => page.evaluate(hashOfOpen), { timeout: 30_000 })
      .toBe(hash.digest('hex'));
    await idle(page);
  }
  expect(errors).toEqual([]);
});

interface Hooked {
  readonly __locus: {
    readonly store: {
      getState(): {
        readonly dataset: {
          readonly spaces: readonly { readonly source: { readonly sha256: string } }[];
        } | null;
      };
    };
  };
}

/** Runs in the page. */
function hashOfOpen(): string {
  const { __locus } = window as unknown as Hooked;
  return __locus.store.getState().dataset?.spaces[0]?.source.sha256 ?? '';
}
