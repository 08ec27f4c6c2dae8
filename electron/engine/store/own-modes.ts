/** What holds rows, definitions or hashes of passwords is nobody's but its owner's, whatever the umask says. */
export const OWN_FOLDER = 0o700;
export const OWN_FILE = 0o600;
