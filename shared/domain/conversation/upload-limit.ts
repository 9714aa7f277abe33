/** The largest file that is taken in one request, in bytes. */
export const maxUploadBytes = 30_000_000;
