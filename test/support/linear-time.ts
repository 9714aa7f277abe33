/**
 * Milliseconds of CPU time that reading so many bytes may take, if it is linear in them. Five times
 * what it takes here at most: CI has slower machines, whose cores are shared. What is quadratic
 * takes seconds for 60 KB, on any of them.
 */
export const linearMs = (bytes: number): number => 250 + (10 * bytes) / 1024;
