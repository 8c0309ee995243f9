export interface LaunchOptions {
  args: string[];
  executablePath?: string;
  channel?: 'chromium';
}
export function chromiumPath(): string | undefined;
export function launchOptions(args: string[]): LaunchOptions;
export const COMPUTE_FLAGS: string[];
export const WEBGPU_FLAGS: string[];
export const NO_WEBGPU_FLAGS: string[];
