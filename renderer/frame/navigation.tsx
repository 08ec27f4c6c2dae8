import {
  IconActivity,
  IconArchive,
  IconDatabase,
  IconHistory,
  IconLayoutDashboard,
  IconSettings,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import icon from '../icon.svg';
import classes from './navigation.module.css';
import { RunningJobs } from './running-jobs.tsx';

interface Place {
  readonly to: '/' | '/clusters' | '/backups' | '/restore' | '/activity' | '/settings';
  readonly word: 'overview' | 'clusters' | 'backups' | 'restore' | 'activity' | 'settings';
  readonly icon: TablerIcon;
}

const PLACES: readonly Place[] = [
  { to: '/', word: 'overview', icon: IconLayoutDashboard },
  { to: '/clusters', word: 'clusters', icon: IconDatabase },
  { to: '/backups', word: 'backups', icon: IconArchive },
  { to: '/restore', word: 'restore', icon: IconHistory },
  { to: '/activity', word: 'activity', icon: IconActivity },
];
const SETTINGS: Place = { to: '/settings', word: 'settings', icon: IconSettings };

/** The left side of the window: the places of the app, and below them what is running now. */
export function Navigation() {
  const { t } = useTranslation('frame');
  return (
    <div className={classes.root}>
      <nav className={classes.places} aria-label={t('navigation')}>
        <div className={classes.brand}>
          <img src={icon} alt="" width={24} height={24} />
          <span>{t('appName', { ns: 'common' })}</span>
        </div>
        {PLACES.map((place) => (
          <PlaceLink key={place.word} {...place} />
        ))}
        <hr className={classes.line} />
        <PlaceLink {...SETTINGS} />
      </nav>
      <RunningJobs />
    </div>
  );
}

function PlaceLink({ to, word, icon: Icon }: Place) {
  const { t } = useTranslation('frame');
  return (
    <Link to={to} className={classes.place} activeOptions={{ exact: to === '/', includeSearch: false }}>
      <Icon size={18} stroke={1.7} aria-hidden />
      <span>{t(word)}</span>
    </Link>
  );
}
