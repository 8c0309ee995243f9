import type { ReactNode } from 'react';

/** A line icon on a 16-pixel grid; decoration only, the control carries the label. */
export function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const ChevronIcon = () => (
  <Icon>
    <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m4 4 8 8m0-8-8 8" />
  </Icon>
);
export const UndoIcon = () => (
  <Icon>
    <path d="M6 3 3 6l3 3M3.5 6H10a3.5 3.5 0 0 1 0 7H7" />
  </Icon>
);
export const RedoIcon = () => (
  <Icon>
    <path d="m10 3 3 3-3 3m2.500-3H6a3.500 3.500 0 0 0 0 7h3" />
  </Icon>
);
export const HelpIcon = () => (
  <Icon>
    <path d="M5.800 6a2.300 2.300 0 1 1 3.200 2.100c-.7.4-1 .8-1 1.600m0 2.500v.100" />
  </Icon>
);
export const SystemIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.500" />
    <path d="M8 2.500v11A5.500 5.500 0 0 0 8 2.500Z" fill="currentColor" stroke="none" />
  </Icon>
);
export const SunIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="2.800" />
    <path d="M8 1.500v1.500m0 10v1.500M1.500 8H3m10 0h1.500M3.400 3.400l1.100 1.100m7 7 1.100 1.100m0-9.200-1.100 1.100m-7 7-1.100 1.100" />
  </Icon>
);
export const MoonIcon = () => (
  <Icon>
    <path d="M13 9.500A5.500 5.500 0 0 1 6.500 3a5.500 5.500 0 1 0 6.500 6.500Z" />
  </Icon>
);
export const SettingsIcon = () => (
  <Icon>
    <path d="M2.500 5h6m3 0h2m-11 6h2m3 0h6" />
    <circle cx="10" cy="5" r="1.500" />
    <circle cx="6" cy="11" r="1.500" />
  </Icon>
);
export const SaveIcon = () => (
  <Icon>
    <path d="M8 2.500v7.500M4.800 7 8 10.200 11.200 7M2.800 13.200h10.400" />
  </Icon>
);
