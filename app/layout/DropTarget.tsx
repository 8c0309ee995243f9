import { useEffect, useState } from 'react';
import { useSession } from '../session/hooks.ts';
import { droppedFiles } from '../session/walk-drop.ts';
import './drop-target.css';

const carriesFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/** The whole window takes files; while they are held over it, it says so. */
export function DropTarget() {
  const { opening } = useSession();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const dragOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    // `relatedTarget` is null when the pointer leaves the window, not when it crosses an element inside.
    const dragLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) void opening.openDropped(droppedFiles(event.dataTransfer));
    };
    window.addEventListener('dragover', dragOver);
    window.addEventListener('dragleave', dragLeave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', dragOver);
      window.removeEventListener('dragleave', dragLeave);
      window.removeEventListener('drop', drop);
    };
  }, [opening]);
  if (!over) return null;
  return (
    <div className="drop-target" aria-hidden="true">
      <div className="drop-target__text">Drop to open</div>
    </div>
  );
}
