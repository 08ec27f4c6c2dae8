import { readFileSync } from 'node:fs';
import { type ConvertResult, type ConvertStop, convertRows, outputNeeded } from './encode-row.ts';
import { Instance, Memory, Module, type WasmModule } from './web-assembly.ts';

/** A batch is handed over when it has grown to this; frames of the archive have the same size. */
export const BATCH_BYTES = 1 << 20;
/** Rows up to this size take the fast path; longer ones are gathered on their own. */
export const FAST_ROW_BYTES = 1 << 20;
/** MySQL allows 4096 columns in a table, MariaDB 4096 as well. */
export const MOST_FIELDS = 4096;

/** Turns packets in `input` into TSV in `output`. One reader at a time uses a converter. */
export interface RowConverter {
  /** Holds any row of the fast path and one chunk from the socket behind it. */
  readonly input: Buffer;
  /** Holds a full batch and any row of the fast path behind it. */
  readonly output: Buffer;
  /** Converts whole rows from input[inputAt, inputEnd) to output[outputAt, …); see encode-row.ts. */
  convert(inputAt: number, inputEnd: number, outputAt: number, fields: number, result: ConvertResult): void;
}

const INPUT_BYTES = FAST_ROW_BYTES + (256 << 10);
const OUTPUT_BYTES = BATCH_BYTES + outputNeeded(FAST_ROW_BYTES, MOST_FIELDS);
/** Vectors may reach this far beyond either region. */
const SLACK = 64;
const PAGE = 64 << 10;

/** The SIMD converter where it was built, else the plain one; both give the same bytes (test/unit/mysql/encode-row.test.ts). */
export function createRowConverter(): RowConverter {
  return simdModule === undefined ? createPlainConverter() : createSimdConverter(simdModule);
}

/** The converter in plain TypeScript. */
export function createPlainConverter(): RowConverter {
  const input = Buffer.allocUnsafeSlow(INPUT_BYTES);
  const output = Buffer.allocUnsafeSlow(OUTPUT_BYTES);
  return {
    input,
    output,
    convert: (inputAt, inputEnd, outputAt, fields, result) =>
      convertRows(input, inputAt, inputEnd, output, outputAt, fields, FAST_ROW_BYTES, result),
  };
}

const STOPS: readonly ConvertStop[] = ['need-input', 'output-full', 'special-packet', 'malformed'];

/** The converter in WebAssembly: about a tenth of the plain one's time per byte. */
export function createSimdConverter(module: WasmModule): RowConverter {
  const inputStart = PAGE; // the page before it holds the result of a call
  const outputStart = inputStart + INPUT_BYTES + SLACK;
  const memory = new Memory({ initial: Math.ceil((outputStart + OUTPUT_BYTES + SLACK) / PAGE) });
  const { convert } = new Instance(module, { env: { memory } }).exports as {
    convert: (...positions: number[]) => void;
  };
  const answer = new Uint32Array(memory.buffer, 0, 4);
  const input = Buffer.from(memory.buffer, inputStart, INPUT_BYTES);
  const output = Buffer.from(memory.buffer, outputStart, OUTPUT_BYTES);
  return {
    input,
    output,
    convert: (inputAt, inputEnd, outputAt, fields, result) => {
      convert(
        inputStart + inputAt,
        inputStart + inputEnd,
        outputStart + outputAt,
        outputStart + OUTPUT_BYTES,
        fields,
        FAST_ROW_BYTES,
        0,
      );
      const [at = 0, out = 0, rows = 0, stop = 0] = answer;
      result.inputAt = at - inputStart;
      result.outputAt = out - outputStart;
      result.rows = rows;
      result.stop = STOPS[stop] ?? 'special-packet';
    },
  };
}

/** The compiled module of simd/encode-row.as.ts; undefined where it was not built or cannot be compiled. */
export const simdModule: WasmModule | undefined = loadSimd();

function loadSimd(): WasmModule | undefined {
  // Beside its source in a checkout, beside the bundle once built (vite.config.ts).
  const file = import.meta.url.endsWith('.ts') ? './simd/encode-row.wasm' : './encode-row.wasm';
  try {
    return new Module(readFileSync(new URL(file, import.meta.url)));
  } catch {
    return undefined;
  }
}
