import type { z } from 'zod';
import type { Control } from '../base/control.ts';
import type { BackendId, Kernels, Matrix } from '../math/kernels.ts';
import type { Preprocessing } from './preprocessing.ts';

/** What a method gives back; decides which view can show it. */
export type OutputKind = 'projection' | 'neighbours' | 'report';

export interface MethodDescriptor<P extends z.ZodObject = z.ZodObject> {
  /** Equals the folder name. */
  readonly id: string;
  /** Raised whenever a definition, default or tie rule changes. */
  readonly version: number;
  readonly title: string;
  /** The one question it answers. */
  readonly question: string;
  readonly citations: readonly string[];
  /** One schema: validates, gives defaults, builds the form (`.meta({ title, description, ... })`), checks links. */
  readonly params: P;
  readonly output: OutputKind;
  readonly stochastic: boolean;
  /**
   * What a run reports as its stages, in order, each with the share of the time that it takes as a rule: from it comes
   * "step 2 of 5". Stages that are not listed count to the one before.
   */
  readonly stages?: readonly { readonly name: string; readonly share: number }[];
  /** Null when the method fits the data, else the reason in words, with the way out. */
  requires(shape: { readonly rows: number; readonly cols: number }): string | null;
  /** Rough time in seconds on `wasm` with two threads, and peak bytes beyond the space itself. */
  estimate(
    shape: { readonly rows: number; readonly cols: number },
    params: z.output<P>,
  ): { readonly seconds: number; readonly bytes: number };
}

/** What a run takes. */
export interface Cost {
  readonly seconds: number;
  readonly bytes: number;
}

export interface Estimate extends Cost {
  /** When that is over budget: a sample that is not, and what it takes. Absent when even the least sample would be. */
  readonly sample?: Sample & Cost & { readonly of: number };
}

/** A matrix that a method was given. */
export interface RecipeInput {
  readonly name: string;
  /** Rows used. */
  readonly n: number;
  readonly d: number;
  /** Of the whole file. */
  readonly sha256: string;
  /** Rows that the matrix has in the file, when some of them were left out. */
  readonly rowsOf?: number;
  /** Present when the rows do not stand in the order of the file. */
  readonly reordered?: true;
  /** Present when only `n` rows were taken: how many there are, and the seed that they were drawn with. */
  readonly sample?: { readonly of: number; readonly seed: number };
  /** Present when the numbers were rounded to float16 to hold them: they are not those of the file. */
  readonly storage?: 'float16';
}

/** A request to run on so many rows, drawn without replacement. */
export interface Sample {
  readonly rows: number;
  readonly seed: number;
}

/** Everything needed to say what was done; shown, exported and stored with every result (METHODS section 1). */
export interface Recipe {
  readonly method: string;
  readonly version: number;
  readonly inputs: readonly RecipeInput[];
  readonly preprocessing: Preprocessing;
  /** As asked for, defaults included. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What was taken for parameters that leave the choice to the method ("0: automatic"). */
  readonly resolved?: Readonly<Record<string, number>>;
  /** The seed, or "none, deterministic". */
  readonly seed: number | string;
  readonly backend: {
    readonly id: BackendId;
    readonly device: string;
    readonly precision: string;
  };
  /** Interval and chance value, or why there is none. */
  readonly interval: string;
  readonly chance: string;
  /** Things the person must know: rows excluded, fallbacks taken, ties met. */
  readonly notes: readonly string[];
}

export interface Result<V = unknown> {
  readonly method: string;
  readonly version: number;
  readonly output: OutputKind;
  readonly value: V;
  readonly recipe: Recipe;
  /** Milliseconds from call to result. */
  readonly elapsed: number;
}

/** Output `projection`: coordinates of every item. */
export interface ProjectionValue {
  readonly rows: number;
  readonly dims: number;
  /** rows x dims, row-major. NaN for items that have no place (zero rows, not in the sample); the recipe says so. */
  readonly coordinates: Float32Array;
  /** For axes that mean something ("PC1 23.4 %"); empty otherwise. */
  readonly axes: readonly string[];
}

/** Output `neighbours`: k nearest other items of every item, nearest first. */
export interface NeighboursValue {
  readonly rows: number;
  readonly k: number;
  readonly metric: string;
  /** rows x k; 0xffffffff in excluded rows. */
  readonly indices: Uint32Array;
  /** rows x k, float64-exact distances; for `dot` the dot products, falling. NaN in excluded rows. */
  readonly distances: Float64Array;
  /** Rows without neighbours: the metric is undefined for them (zero rows under cosine), or they are not in the sample. */
  readonly excluded: Uint32Array;
}

/** Output `report`: numbers and findings that a generic panel can show without knowing the method. */
export interface ReportValue {
  readonly summary: readonly ReportLine[];
  readonly tables: readonly ReportTable[];
  readonly histograms: readonly ReportHistogram[];
  /** What a person should act on, worst first. Empty when there is nothing. */
  readonly issues: readonly ReportIssue[];
}

export interface ReportLine {
  readonly label: string;
  readonly value: number | string;
  readonly unit?: string;
  /** What to compare it with, or where it stands. */
  readonly note?: string;
}

export interface ReportTable {
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly { readonly label: string; readonly unit?: string }[];
  readonly rows: readonly (readonly (number | string)[])[];
}

export interface ReportHistogram {
  readonly title: string;
  /** Label of the axis with its unit. */
  readonly axis: string;
  /** One more than counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface ReportIssue {
  readonly severity: 'error' | 'warning' | 'note';
  readonly text: string;
  /** The way out. */
  readonly hint: string;
}

/** What `view.ts` of a method makes of its result: props for an existing view. Pure data. */
export type ViewModel = ProjectionView | NeighboursView | ReportView;

export interface ProjectionView {
  readonly kind: 'projection';
  readonly rows: number;
  readonly dims: number;
  readonly coordinates: Float32Array;
  readonly axes: readonly string[];
  /** Numbers to show beside the map, such as the variance each axis explains. */
  readonly summary: readonly ReportLine[];
}

export interface NeighboursView {
  readonly kind: 'neighbours';
  /** "cosine distance", "dot product". */
  readonly valueName: string;
  /** Neighbours of one item, nearest first; empty for an excluded item. */
  of(item: number): readonly { readonly item: number; readonly value: number }[];
  readonly summary: readonly ReportLine[];
}

export interface ReportView extends ReportValue {
  readonly kind: 'report';
}

/** A space that is loaded beside the one a method runs on. */
export interface OtherSpace {
  readonly x: Matrix;
  readonly input: RecipeInput;
}

/** What `run` is given beside the matrix and the parameters. */
export interface RunContext {
  readonly kernels: Kernels;
  readonly control: Control;
  /** Name of the space, for error messages. */
  readonly name: string;
  /** Coordinates of an earlier result for the same items (rows x dims), for methods that can go on from there. */
  readonly start?: Float32Array;
  /** Adds a sentence to the recipe. */
  note(text: string): void;
  /** Memory shared between methods on one space: the same key is computed once. */
  shared<T>(key: string, compute: () => Promise<T>): Promise<T>;
  /** Another loaded space by its key or name, null when there is none. It joins the inputs of the recipe. */
  space(name: string): Promise<OtherSpace | null>;
}

/** `run.ts` of a method exports `run`; the engine wraps what it returns into a Result. */
export interface RunOutcome<V> {
  readonly value: V;
  readonly preprocessing: Preprocessing;
  /** See `Recipe`. */
  readonly resolved?: Readonly<Record<string, number>>;
  /** Of a stochastic method: nothing was drawn this time, so that the seed had no part in it. */
  readonly deterministic?: boolean;
  readonly interval?: string;
  readonly chance?: string;
}

export type Run<P, V> = (x: Matrix, params: P, context: RunContext) => Promise<RunOutcome<V>>;

/** What the engine reports of itself, for the status bar. */
export interface EngineStatus {
  readonly backend: BackendId;
  /** "WASM SIMD, 2 threads" or the adapter's name. */
  readonly device: string;
  /** Why this backend: "no WebGPU adapter", "forced by ?backend=wasm". */
  readonly reason: string;
  /** Bytes held, by owner: `spaces`, `results` (neighbour lists that methods share), and those of the kernels. */
  readonly bytes: Readonly<Record<string, number>>;
  /** Things the person must be told, such as a lost device. */
  readonly notices: readonly string[];
}
