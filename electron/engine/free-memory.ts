/** Longer memory is no slice of Node's pool for small buffers, which others share (64 KiB at most, Buffer.poolSize). */
const POOLED = 64 << 10;

/**
 * Gives the memory of a large piece back at once; nothing may use it afterwards. V8 learns of memory outside its heap only
 * in steps of tens of megabytes, and each of them costs a collection of the whole heap: a quarter of the processor time
 * of a backup, and as much memory as waits in between.
 */
export function freeMemory(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength > POOLED) bytes.buffer.transfer(0);
}
