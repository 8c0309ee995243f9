import { Icon } from '../../ui/icons.tsx';
export const OrbitIcon = () => (
  <Icon>
    <ellipse cx="8" cy="8" rx="6.200" ry="2.600" />
    <path d="M10.600 8c0 3.400-1.200 6.200-2.600 6.200S5.400 11.400 5.400 8 6.600 1.800 8 1.800 10.600 4.600 10.600 8Z" />
  </Icon>
);
export const PanIcon = () => (
  <Icon>
    <path d="M8 1.800v12.400M1.800 8h12.400M6.300 3.500 8 1.800l1.700 1.700m-3.400 9L8 14.200l1.700-1.700M3.500 6.300 1.800 8l1.700 1.700m9-3.400L14.200 8l-1.700 1.700" />
  </Icon>
);
export const BoxIcon = () => (
  <Icon>
    <rect x="2.500" y="3.500" width="11" height="9" strokeDasharray="2.200 2" />
  </Icon>
);
export const LassoIcon = () => (
  <Icon>
    <path
      d="M5.200 10.800C3.200 10 2 8.700 2 7.100 2 4.500 4.700 2.500 8 2.500s6 2 6 4.600-2.700 4.500-6 4.500c-.5 0-1 0-1.500-.1"
      strokeDasharray="2.600 1.800"
    />
    <circle cx="5.600" cy="11.300" r="1.300" />
    <path d="M5 12.500c-.2.800-.7 1.400-1.500 1.700" />
  </Icon>
);
export const FitIcon = () => (
  <Icon>
    <path d="M2.500 5.500v-3h3m5 0h3v3m0 5v3h-3m-5 0h-3v-3" />
    <circle cx="8" cy="8" r="1.300" />
  </Icon>
);
export const LabelIcon = () => (
  <Icon>
    <path d="M4.500 4.500v-1h7v1M8 3.500v9m-1.500 0h3" />
  </Icon>
);
export const AddIcon = () => (
  <Icon>
    <path d="M8 3.500v9M3.500 8h9" />
  </Icon>
);
export const RemoveIcon = () => (
  <Icon>
    <path d="M3.500 8h9" />
  </Icon>
);
export const ReplaceIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="3.500" />
  </Icon>
);
