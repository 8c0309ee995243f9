import { throwIfCancelled, type Control } from '../base/control.ts';
import { CancelledError, plainDetails, type ErrorDetails } from '../base/errors.ts';
import { lookInto, type Looked } from './beside.ts';
import { gather, planOf, type Member } from './gather.ts';
import { questionsOf } from './proposal.ts';
import type { ByteSource } from './source.ts';
import { describeTable, joinPreview } from './survey-table.ts';
import type { FileSurvey, Survey } from './survey-types.ts';

export type { FileSurvey, Survey };

/** All files together up to this size are read to show what their tables hold. */
const TABLES_BYTES = 32 << 20;

/** @throws CancelledError only; what is wrong with a file is in `problems` */
export async function survey(
  sources: readonly ByteSource[],
  control: Control,
  tablesBytes = TABLES_BYTES,
): Promise<Survey> {
  const { members, images, problems } = await gather(sources, control);
  const files: FileSurvey[] = [];
  const planned: Member[] = [];
  for (const member of members) {
    const { source, format, companions } = member;
    await trying(control, problems, async () => {
      const { matrices } = await planOf(member, control);
      planned.push(member);
      files.push({
        ...{ file: source.name, bytes: source.byteLength, format: format.title, matrices },
        companions: companions.map(({ name }) => name),
      });
    });
  }
  const found = { files, images: images.length, problems };
  return isAsked(found) ? lookInside(found, planned, tablesBytes, control) : found;
}

/** Whether a dialog may open: several tables may all hold vectors, which shows when they are read. */
const isAsked = (survey: Survey): boolean =>
  questionsOf(survey).length > 0 ||
  survey.files.filter(({ matrices }) => matrices === null).length > 1;

/** Reads the tables of small files. One that cannot be read now will say so when it is opened. */
async function lookInside(
  { files, images, problems }: Survey,
  members: readonly Member[],
  most: number,
  control: Control,
): Promise<Survey> {
  const looked: (Looked | null)[] = [];
  let left = most;
  for (const member of members) {
    let found: Looked | null = null;
    left -= member.source.byteLength;
    if (left >= 0)
      await trying(control, [], async () => void (found = await lookInto(member, control)));
    looked.push(found);
  }
  const place = files.findIndex(({ matrices }, i) =>
    (matrices ?? looked[i]?.offers ?? []).some(({ proposed }) => proposed),
  );
  return {
    files: files.map((file, i): FileSurvey => {
      const one = looked[i];
      if (!one) return file;
      const { table, offers } = one;
      const join =
        table && offers.length === 0 && looked[place]
          ? joinPreview(table, looked[place], files[place]!.file)
          : null;
      const vectors = file.matrices === null ? offers : [];
      const shown = table && describeTable(join?.columns ?? table.columns, table);
      const inside = { vectors, table: shown, ...(join && { join: join.join }) };
      return { ...file, inside };
    }),
    images,
    problems,
  };
}

/** Runs a step; what is wrong with the file is added to `problems`. */
async function trying(
  control: Control,
  problems: readonly ErrorDetails[],
  step: () => Promise<void>,
): Promise<void> {
  throwIfCancelled(control);
  try {
    await step();
  } catch (error) {
    throwIfCancelled(control);
    if (error instanceof CancelledError) throw error;
    (problems as ErrorDetails[]).push(plainDetails(error));
  }
}
