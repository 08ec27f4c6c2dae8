import { z } from 'zod';
import { instant } from './manifest-basics.ts';

/** Of the marker, which no second version has changed. */
export const DESTINATION_MAJOR = 1;
/** Name of the file that makes a folder a destination. */
export const MARKER_FILE = '.shardkeep.json';

/** `<destination>/.shardkeep.json`: proves that the folder is the destination it is taken for. */
export const DestinationMarker = z.object({
  format: z.literal('shardkeep-destination'),
  major: z.int(),
  id: z.uuid(),
  label: z.string(),
  created: instant,
});
export type DestinationMarker = z.infer<typeof DestinationMarker>;
