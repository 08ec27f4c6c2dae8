import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconLoader2,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './status-word.module.css';

/** What a status means, whatever it is called: fine, at work, needs the user, data at risk, nothing known. */
export type Status = 'ok' | 'busy' | 'attention' | 'danger' | 'off';

const ICONS: Readonly<Record<Status, TablerIcon>> = {
  ok: IconCircleCheck,
  busy: IconLoader2,
  attention: IconAlertTriangle,
  danger: IconCircleX,
  off: IconCircleDashed,
};

interface StatusWordProps {
  readonly status: Status;
  /** The word; never left out, because colour and icon alone do not tell. */
  readonly children: ReactNode;
  readonly size?: 'sm' | 'md' | 'lg';
  /** Instead of the status's own icon, where several words have one status. */
  readonly icon?: TablerIcon;
}

/** A status as icon and word. */
export function StatusWord({ status, children, size = 'md', icon }: StatusWordProps) {
  return (
    <span className={classes.root} data-status={status} data-size={size}>
      <StatusIcon status={status} size={size === 'lg' ? 20 : 16} {...(icon ? { icon } : {})} />
      <span>{children}</span>
    </span>
  );
}

interface StatusIconProps extends Pick<StatusWordProps, 'status' | 'icon'> {
  readonly size?: number;
}

/** The icon alone, for places where the word stands beside it already. */
export function StatusIcon({ status, size = 16, icon }: StatusIconProps) {
  const Icon = icon ?? ICONS[status];
  return <Icon className={classes.icon} data-status={status} size={size} stroke={1.9} aria-hidden />;
}
