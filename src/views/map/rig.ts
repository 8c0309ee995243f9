import { DEFAULT_ANGLES, fitCamera, mixCameras, type MapCamera, type View } from './camera.ts';
import { Tween } from './tween.ts';

export type MapMode = '2d' | '3d';

interface Motion {
  readonly tween: Tween;
  readonly from: MapCamera;
  readonly to: MapCamera;
  readonly flatFrom: number;
  readonly flatTo: number;
}

/** Holds the camera, moves it softly, and keeps it fitted to the points until a person takes it in hand. */
export class CameraRig {
  private camera: MapCamera = { target: [0, 0, 0], ...DEFAULT_ANGLES, extent: 2.2 };
  private flatness = 0;
  private mode: MapMode = '3d';
  private motion: Motion | null = null;
  private positions = new Float32Array(0);
  private width = 0;
  private height = 0;
  private isFitted = true;

  /** Whether the camera follows the points (nobody has moved it since the last reset). */
  get fitted(): boolean {
    return this.isFitted;
  }

  view(): View {
    return {
      camera: this.camera,
      flatness: this.flatness,
      width: this.width,
      height: this.height,
    };
  }

  /** Where the camera will be when it has come to rest. */
  destination(): MapCamera {
    return this.motion?.to ?? this.camera;
  }

  resize(width: number, height: number): void {
    this.width = width;
    this.height = height;
    if (this.isFitted) this.place(this.fit());
  }

  /** @param positions rows x 3 map units that a fitted camera shows */
  setPositions(positions: Float32Array<ArrayBuffer>, now: number, milliseconds: number): void {
    this.positions = positions;
    if (this.isFitted) this.travel(this.fit(), now, milliseconds);
  }

  setMode(mode: MapMode, now: number, milliseconds: number): void {
    if (mode === this.mode) return;
    this.mode = mode;
    this.travel(this.isFitted ? this.fit() : this.destination(), now, milliseconds);
  }

  /** Back to the first view, fitted. */
  reset(now: number, milliseconds: number): void {
    this.isFitted = true;
    this.travel(this.fit(), now, milliseconds);
  }

  /** Somewhere else, softly. */
  goTo(camera: MapCamera, now: number, milliseconds: number): void {
    this.isFitted = false;
    this.travel(camera, now, milliseconds);
  }

  /** A step by hand: ends any travel where it is. */
  turn(change: (view: View) => MapCamera): void {
    this.isFitted = false;
    if (this.motion) this.flatness = this.motion.flatTo;
    this.place(change(this.view()));
  }

  /** Moves on to the time of the frame. @returns whether anything changed */
  step(now: number): boolean {
    const { motion } = this;
    if (!motion) return false;
    const t = motion.tween.at(now);
    this.camera = mixCameras(motion.from, motion.to, t);
    this.flatness = motion.flatFrom + (motion.flatTo - motion.flatFrom) * t;
    if (motion.tween.over(now)) {
      this.flatness = motion.flatTo;
      this.place(motion.to);
    }
    return true;
  }

  private place(camera: MapCamera): void {
    this.motion = null;
    this.camera = camera;
    this.flatness = this.flatGoal();
  }

  private travel(to: MapCamera, now: number, milliseconds: number): void {
    if (milliseconds <= 0 || this.width === 0) return this.place(to);
    this.motion = {
      tween: Tween.begin(now, milliseconds),
      from: this.camera,
      to,
      flatFrom: this.flatness,
      flatTo: this.flatGoal(),
    };
  }

  private flatGoal(): number {
    return this.mode === '2d' ? 1 : 0;
  }

  private fit(): MapCamera {
    if (this.width === 0 || this.height === 0) return this.camera;
    return fitCamera(this.positions, {
      flatness: this.flatGoal(),
      width: this.width,
      height: this.height,
    });
  }
}
