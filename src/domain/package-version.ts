/** The version of this package; a test compares it with the package's own. */
export const packageVersion = '0.1.0';
