/** No volume grows beyond this, whatever was asked for: FAT32 ends at 4 GiB, and ZIP needs its 64-bit form from there. */
export const MAX_VOLUME_BYTES = 4 * 1024 ** 3 - 1024 ** 2;
