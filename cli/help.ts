export const HELP = `Locus: measure the geometry of an embedding file.

  locus report FILE... --method ID [--param NAME=VALUE]... [--space NAME] [--backend wasm|reference]
      [--onto FILE] [--matrix NAME]... [ROWS] [--json]
      Runs a method on the first matrix of the files (or the one named) and prints its result.

  locus inspect FILE... [--list] [--matrix NAME]... [ROWS] [--json]
      Says what is in the files: the matrices to choose from, those that were read, columns and how they were joined.

  locus export FILE... --out FILE.npy|FILE.csv|FILE.parquet [--space NAME]
      [--matrix NAME]... [ROWS] [--json]
      Writes the first matrix of the files (or the one named) with ids and metadata; npy holds the vectors only.
      A file that is there already is left alone.

Options
  --list        say what the files offer, by their headers, and read nothing
  --matrix      take this matrix of a file that holds several, such as a tensor of a model (the default is what is proposed)
  ROWS          take some of the rows: --first N, --every N (rows 0, N, 2 N ...) or --sample N [--seed S]
  --onto        with --method pca or umap: on the axes or the map of the first matrix of another file
  --drop-rows   leave out rows that hold NaN or infinity (the default is to stop there)
  --json        print one JSON object; errors too. The fields are described in docs/cli.md.

Exit status: 0 when all went well, 2 after an error or when a file could not be used.
`;
