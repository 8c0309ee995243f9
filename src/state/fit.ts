import { clipRanges, countItems } from './selection.ts';
import type { Workspace } from './workspace.ts';

/**
 * The workspace with items that the data do not have left out of selection and focus, and in words what was
 * left out (empty for a workspace that fits).
 */
export function fitToRows(
  workspace: Workspace,
  rows: number,
): { workspace: Workspace; lost: string[] } {
  const lost: string[] = [];
  const selection = clipRanges(workspace.selection, rows);
  if (selection !== workspace.selection) {
    const count = countItems(workspace.selection) - countItems(selection);
    lost.push(`${count} selected item${count === 1 ? '' : 's'}`);
  }
  const outside = workspace.focus !== null && workspace.focus >= rows;
  if (outside) lost.push('the inspected item');
  if (lost.length === 0) return { workspace, lost };
  return {
    workspace: { ...workspace, selection, focus: outside ? null : workspace.focus },
    lost,
  };
}
