import type { ReactNode } from 'react';

export function CrossIcon() {
  return (
    <Icon>
      <path d="m5.5 5.5 9 9m0-9-9 9" />
    </Icon>
  );
}

export function UpIcon() {
  return (
    <Icon>
      <path d="M10 15.5v-11m-4.5 4.5L10 4.5 14.5 9" />
    </Icon>
  );
}

export function DownIcon() {
  return (
    <Icon>
      <path d="M10 4.5v11m-4.5-4.5 4.5 4.5 4.5-4.5" />
    </Icon>
  );
}

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      {children}
    </svg>
  );
}
