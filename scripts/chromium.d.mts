export function chromiumPath(): string | undefined;
export const COMPUTE_FLAGS: string[];
export const WEBGPU_FLAGS: string[];
export const NO_WEBGPU_FLAGS: string[];
