import { Camera, Scene, type WebGLRenderer } from 'three';
import { createWebGl } from './canvas.ts';
import { PointCloud } from './points.ts';

/** What a map draws with: a graphics context, and the cloud with its shaders. */
export interface Stage {
  readonly webgl: WebGLRenderer;
  readonly cloud: PointCloud;
  readonly scene: Scene;
  /** Does nothing: the cloud's shader has its own matrix. */
  readonly camera: Camera;
}

let spare: Stage | null = null;
let wasTaken = false;

/**
 * Opens the stage of the first map ahead of time. The page stands still while a context is opened and shaders are
 * compiled, so this belongs into a moment in which nobody waits for it.
 */
export function prepareStage(): void {
  if (spare || wasTaken) return;
  try {
    spare = openStage();
    // Nothing is drawn, for there are no points, but shaders are compiled before that is noticed.
    spare.webgl.render(spare.scene, spare.camera);
  } catch {
    // The map tries again and tells the person.
  }
}

/**
 * A stage for a new map, the one made ahead of time if there is one.
 * @throws LocusError E_NO_WEBGL
 */
export function takeStage(): Stage {
  const stage = spare;
  spare = null;
  wasTaken = true;
  if (stage && !stage.webgl.getContext().isContextLost()) return stage;
  return openStage();
}

function openStage(): Stage {
  const stage = {
    webgl: createWebGl(),
    cloud: new PointCloud(),
    scene: new Scene(),
    camera: new Camera(),
  };
  stage.scene.add(stage.cloud.object);
  return stage;
}
