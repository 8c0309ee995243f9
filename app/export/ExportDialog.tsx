import { useState } from 'react';
import { useLocus, useSelectedItems } from '../../src/state/hooks.ts';
import type { OutFormat } from '../../src/workers/protocol.ts';
import { Button } from '../../src/ui/Button.tsx';
import { DialogTitle, ModalFrame } from '../../src/ui/ModalFrame.tsx';
import { Progress } from '../../src/ui/Progress.tsx';
import { Segmented } from '../../src/ui/Segmented.tsx';
import { Select } from '../../src/ui/Select.tsx';
import { Switch } from '../../src/ui/Switch.tsx';
import { useOnMap } from '../pane/on-map.ts';
import { count } from '../recipe/chips.ts';
import { useDetails, useSession } from '../session/hooks.ts';
import { spaceOf } from '../session/run-call.ts';
import { download, type Open } from './export.ts';
import { fileName, type What } from './out-table.ts';
import { useSaving } from './use-saving.ts';
import './export.css';

/** What to save of the open data, as what, under which name. */
export function ExportDialog({
  what,
  isOpen,
  onClose,
}: {
  readonly what: What;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const open = useOpen();
  return (
    <ModalFrame isOpen={isOpen && open !== null} onClose={onClose}>
      {open && <ExportForm first={what} open={open} onClose={onClose} />}
    </ModalFrame>
  );
}

/** What is open; null when that is nothing. */
function useOpen(): Open | null {
  const dataset = useLocus((state) => state.dataset);
  const pane = useLocus((state) => state.workspace.panes[0]);
  const map = useOnMap();
  const selection = useSelectedItems();
  const space = dataset && pane && spaceOf(pane, dataset);
  return dataset && space ? { dataset, space, map, selection } : null;
}

function ExportForm({
  first,
  open,
  onClose,
}: {
  readonly first: What;
  readonly open: Open;
  readonly onClose: () => void;
}) {
  const session = useSession();
  const { dataset, space, map, selection } = open;
  const method = useLocus((state) => state.workspace.panes[0]?.method ?? 'map');
  const isReady = useDetails((details) => details.vectorsReady);
  const storage = useDetails((details) => details.storage);
  const announce = useLocus((state) => state.announce);
  const [what, setWhat] = useState<What>(first);
  const [format, setFormat] = useState<OutFormat>(first === 'metadata' ? 'csv' : 'npy');
  const [withColumns, setColumns] = useState(true);
  const [typed, setTyped] = useState<string | null>(null);
  const saving = useSaving();
  const { progress, problem } = saving;

  const suffixes = { space: '', map: method, selection: 'selection', metadata: 'metadata' };
  const spaceName = dataset.spaces.length > 1 ? `${dataset.name}-${space.name}` : dataset.name;
  const proposed = fileName(what === 'metadata' ? dataset.name : spaceName, suffixes[what], format);
  const name = typed ?? proposed;
  const shapes = {
    space: `${count(space.rows)} × ${count(space.cols)}`,
    map: map ? `${count(space.rows)} × ${map.dims}` : '',
    selection: `${count(selection.length)} × ${count(space.cols)}`,
    metadata: `${count(dataset.ids.length)} rows`,
  };
  const options = [
    { value: 'space', label: `The vectors of ${space.name}`, detail: shapes.space },
    ...(map ? [{ value: 'map', label: 'The coordinates on the map', detail: shapes.map }] : []),
    ...(selection.length > 0
      ? [{ value: 'selection', label: 'The selected items', detail: shapes.selection }]
      : []),
    { value: 'metadata', label: 'The metadata', detail: shapes.metadata },
  ] as { value: What; label: string; detail: string }[];

  const save = async (): Promise<void> => {
    const blob = await saving.run((control) =>
      session.exporting.write(open, { what, format, withColumns }, control),
    );
    if (!blob) return;
    download(blob, name);
    announce(`${name} was saved.`);
    onClose();
  };

  return (
    <>
      <DialogTitle>Save as</DialogTitle>
      <div className="dialog__body export">
        <Select
          label="What"
          options={options}
          value={what}
          onChange={(value) => {
            setWhat(value);
            if (value === 'metadata' && format === 'npy') setFormat('csv');
            setTyped(null);
          }}
        />
        <div className="export__row">
          <Segmented
            label="Format"
            options={[
              {
                value: 'npy',
                label: 'npy',
                reason: what === 'metadata' ? 'npy holds numbers only' : null,
              },
              { value: 'csv', label: 'csv' },
              { value: 'parquet', label: 'parquet' },
            ]}
            value={format}
            onChange={(value) => {
              if (value === format) return;
              setFormat(value);
              setTyped(typed && typed.replace(/\.(npy|csv|parquet)$/, `.${value}`));
            }}
          />
          <span className="export__shape">{shapes[what]}</span>
        </div>
        {format !== 'npy' && what !== 'metadata' && (
          <Switch label="With ids and metadata" isSelected={withColumns} onChange={setColumns} />
        )}
        <label className="field">
          <span className="field__label">File name</span>
          <input
            className="field__input"
            value={name}
            spellCheck={false}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <p className="export__note">{noteOf(what, format, storage === 'f16')}</p>
        {problem && (
          <p className="field__error" role="alert">
            {problem}
          </p>
        )}
        {progress && (
          <div role="status">
            <p className="export__note">{progress.stage}</p>
            <Progress
              label={progress.stage}
              value={progress.total > 0 ? progress.done / progress.total : undefined}
            />
          </div>
        )}
      </div>
      <div className="dialog__actions">
        <Button onPress={() => saving.cancel() || onClose()}>Cancel</Button>
        <Button
          variant="primary"
          isDisabled={!isReady || name.trim() === '' || progress !== null}
          onPress={() => void save()}
        >
          Save
        </Button>
      </div>
    </>
  );
}

/** What is in the file, and what is not. */
function noteOf(what: What, format: OutFormat, isHalf: boolean): string {
  const order =
    what === 'selection' ? 'The selected items in their order.' : 'All items in their order.';
  if (what === 'metadata') return `${order} Thumbnails are left out.`;
  const numbers =
    what === 'map'
      ? 'Coordinates as float32; items that are not on the map have none.'
      : isHalf
        ? 'The numbers as they are held: rounded to float16.'
        : 'The numbers as they are held: float32.';
  const place =
    format === 'npy'
      ? ' Only the matrix.'
      : what === 'map'
        ? ''
        : format === 'csv'
          ? ' Vectors as columns dim_0, dim_1 …'
          : ' Vectors as a column of lists.';
  return `${order} ${numbers}${place}`;
}
