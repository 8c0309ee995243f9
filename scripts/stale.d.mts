export function isStale(built: string, root: string): boolean;
