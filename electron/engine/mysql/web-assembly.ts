/**
 * The part of WebAssembly that the row converter uses. TypeScript describes it among the browser's types only, which are
 * fenced off from this side (electron/tsconfig.json).
 */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly env: { readonly memory: { readonly buffer: ArrayBuffer } } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** A compiled module. */
export type WasmModule = { readonly __brand: 'WebAssembly.Module' };

export const { Module, Memory, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
