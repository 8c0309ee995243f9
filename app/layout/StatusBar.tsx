import { useState } from 'react';
import { useLocus } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { useDetails } from '../session/hooks.ts';
import { heldType, spaceOf } from '../session/run-call.ts';
import { count } from '../recipe/chips.ts';
import { MemoryButton } from './MemoryButton.tsx';
import './status-bar.css';

const NAMES = { webgpu: 'WebGPU', wasm: 'WASM', reference: 'Reference f64' } as const;

/** The backend and why, memory, what the engine had to tell, the newest notice, and the size of what is on screen. */
export function StatusBar() {
  const backend = useLocus((state) => state.backend);
  const notice = useLocus((state) => state.notices.at(-1)?.text);
  const dataset = useLocus((state) => state.dataset);
  const pane = useLocus((state) => state.workspace.panes[0]);
  const running = useLocus((state) => pane && state.results.get(pane.id)?.status === 'running');
  const storage = useDetails((details) => details.storage);
  const space = dataset && pane ? spaceOf(pane, dataset) : undefined;
  return (
    <footer className="status-bar">
      {backend ? (
        <span title={backend.reason} data-testid="backend" data-backend={backend.backend}>
          {deviceText(NAMES[backend.backend], backend.device)}
          <span className="status-bar__why">{backend.reason}</span>
        </span>
      ) : (
        <span>Starting…</span>
      )}
      {backend && <MemoryButton bytes={backend.bytes} />}
      {backend && <EngineNotice notices={backend.notices} />}
      <span className="status-bar__notice">{!running && notice}</span>
      {space && (
        <span className="status-bar__size">
          {count(space.rows)} × {count(space.cols)} {heldType(space, storage)}
        </span>
      )}
    </footer>
  );
}

/** What the engine had to tell last, such as a lost device. Stays until the person has put it away. */
function EngineNotice({ notices }: { readonly notices: readonly string[] }) {
  const [seen, setSeen] = useState(0);
  const text = notices.at(-1);
  if (text === undefined || seen >= notices.length) return null;
  return (
    <span className="status-bar__engine" role="status" title={notices.join('\n')}>
      {text}
      <Button variant="quiet" onPress={() => setSeen(notices.length)}>
        OK
      </Button>
    </span>
  );
}

/** Device names may begin with the name of the backend: "WASM SIMD, 2 threads". */
const deviceText = (backend: string, device: string): string =>
  device.startsWith(backend) ? device : `${backend}: ${device}`;
