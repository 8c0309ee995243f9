import type { Format } from '../types.ts';

/** docs/FORMATS.md: what is read, by the readers' own words. */
export function formatsDocument(
  formats: readonly Format[],
  fixturesOf: (id: string) => readonly string[],
): string {
  const rows = formats.map((format) => {
    const { id, title, extensions, about } = format;
    const { variants, limits, peers, library = 'none' } = about;
    const fixtures = fixturesOf(id);
    return [
      `**${sentence(title)}**<br>${extensions.map((ending) => `\`${ending}\``).join(' ')}`,
      lines(variants),
      lines(limits),
      library,
      `[${fixtures.length} files](../src/io/${id}/testdata)`,
      peers.join(', ') || 'none known',
    ];
  });
  const header = [
    'Format',
    'Read',
    'Limits and refusals',
    'Library',
    'Fixtures',
    'Other explorers in a browser',
  ];
  const table = [header, header.map(() => '---'), ...rows];
  return `# Formats

Made by \`npx vitest run --project unit src/io/formats-document -u\` from the readers (\`src/io/*/reader.ts\`): do not edit.

A file is recognised by its content first, then by its name; one with the wrong ending opens all the same. Numbers are held as float32;
what that cannot hold is said. The same readers serve the page, \`npx locus inspect\` and \`npx locus report\`.

${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}

const sentence = (title: string): string => {
  const plain = title.replace(/^an? /, '');
  return plain[0]!.toUpperCase() + plain.slice(1);
};

const lines = (texts: readonly string[]): string =>
  texts.map((text) => text.replaceAll('|', '\\|')).join('<br>');
