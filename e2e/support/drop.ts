import { writeFile, truncate } from 'node:fs/promises';
import type { Page, TestInfo } from '@playwright/test';
import type { Upload } from './data.ts';

/** Drags files of the disk over the page and lets them go, as a person does from the file manager. */
export async function dragAndDrop(page: Page, paths: readonly string[]): Promise<void> {
  const { width, height } = page.viewportSize()!;
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await browser.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
  }
  await browser.detach();
}

/** Puts a file for a test on the disk; gives back its path. */
export async function onDisk(info: TestInfo, { name, buffer }: Upload): Promise<string> {
  const path = info.outputPath(name);
  await writeFile(path, buffer);
  return path;
}

/** A file of `bytes` bytes that begins with `head` and goes on with zeros; takes no room on most disks. */
export async function zerosOnDisk(
  info: TestInfo,
  name: string,
  head: Buffer,
  bytes: number,
): Promise<string> {
  const path = await onDisk(info, { name, mimeType: '', buffer: head });
  await truncate(path, bytes);
  return path;
}
