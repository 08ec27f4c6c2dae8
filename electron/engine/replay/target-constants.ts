/** The session as it is for rows and for what the replay itself has to say. */
export const OWN_SETTINGS: ReadonlyMap<string, string> = new Map([
  ['sql_mode', "'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'"],
  ['character_set_client', 'utf8mb4'],
  ['time_zone', "'+00:00'"],
  ['sql_auto_is_null', '0'],
]);

/** What a statement that has run before answers: exists already, or does not exist any more. */
export const RUN_BEFORE = new Set([
  ...[1007, 1050, 1060, 1061, 1304, 1359, 1537, 1826, 3822], // exists
  ...[1008, 1051, 1091, 1146, 1305, 1360, 1539, 4091, 4092], // does not exist
]);
