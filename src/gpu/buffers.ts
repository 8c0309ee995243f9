import { outOfGpuMemory } from './errors.ts';

/**
 * The one allocator of GPU memory. It counts live bytes by owner, so that the status bar can show them and a test
 * can see that every call gives back what it took.
 */
export class GpuMemory {
  readonly #device: GPUDevice;
  readonly #byOwner = new Map<string, number>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Live bytes, of all owners together. */
  get bytes(): number {
    let sum = 0;
    for (const bytes of this.#byOwner.values()) sum += bytes;
    return sum;
  }

  /** Live bytes of each owner that holds any. */
  byOwner(): ReadonlyMap<string, number> {
    return this.#byOwner;
  }

  /** A group of buffers with one owner and one end. */
  scope(owner: string): BufferScope {
    return new BufferScope(this.#device, owner, (bytes) => this.#count(owner, bytes));
  }

  #count(owner: string, bytes: number): void {
    const held = (this.#byOwner.get(owner) ?? 0) + bytes;
    if (held === 0) this.#byOwner.delete(owner);
    else this.#byOwner.set(owner, held);
  }
}

/** Buffers that live as long as one call. Make them, await `ready`, use them, `dispose` in a `finally`. */
export class BufferScope {
  readonly #device: GPUDevice;
  readonly #owner: string;
  readonly #count: (bytes: number) => void;
  readonly #buffers: GPUBuffer[] = [];
  #checks: Promise<void>[] = [];

  constructor(device: GPUDevice, owner: string, count: (bytes: number) => void) {
    this.#device = device;
    this.#owner = owner;
    this.#count = count;
  }

  /** A buffer that kernels read and write. */
  storage(label: string, bytes: number): GPUBuffer {
    return this.#create(
      label,
      bytes,
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    );
  }

  /** A buffer of parameters. */
  uniform(label: string, bytes: number): GPUBuffer {
    return this.#create(label, bytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  }

  /** A buffer through which results come back to the CPU. */
  staging(label: string, bytes: number): GPUBuffer {
    return this.#create(label, bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  /**
   * Waits until the device has confirmed every buffer made so far.
   * @throws LocusError E_GPU_MEMORY when it had no room.
   */
  async ready(): Promise<void> {
    const checks = this.#checks;
    this.#checks = [];
    await Promise.all(checks);
  }

  /** Destroys all buffers. Work already submitted still finishes with them. */
  dispose(): void {
    for (const buffer of this.#buffers.splice(0)) {
      this.#count(-buffer.size);
      buffer.destroy();
    }
  }

  #create(label: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    // Bindings are at least one vec4 and copies move whole words.
    const size = Math.max(16, Math.ceil(bytes / 4) * 4);
    this.#device.pushErrorScope('validation');
    this.#device.pushErrorScope('out-of-memory');
    const buffer = this.#device.createBuffer({ label: `${this.#owner}: ${label}`, size, usage });
    const memory = this.#device.popErrorScope();
    const validation = this.#device.popErrorScope();
    this.#buffers.push(buffer);
    this.#count(buffer.size);
    const check = Promise.all([memory, validation]).then(([noRoom, invalid]) => {
      if (noRoom) throw outOfGpuMemory(buffer.label, size);
      if (invalid) throw new Error(`${buffer.label}: ${invalid.message}`);
    });
    check.catch(() => {}); // Told in `ready`; a call that is cancelled before that needs no second report.
    this.#checks.push(check);
    return buffer;
  }
}
