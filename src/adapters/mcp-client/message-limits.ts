/** The largest message of a server: enough for a picture, too little to hurt. */
export const maxMessageBytes = 16 * 1024 * 1024;
