import { readFileSync, writeFileSync } from 'node:fs';

/** Resident bytes of a process now (`VmRSS`) or at most (`VmHWM`), from proc(5): Linux only. */
export function residentBytes(pid: number | 'self', field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)!;
  return 1024 * Number(kilobytes);
}

/** Lets VmHWM start anew from the present size. */
export function forgetPeak(pid: number | 'self'): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
