import { defineWords } from '../i18n/define-words.ts';

export const words = defineWords({
  en: {
    title: 'Settings',
    subtitle: 'How Shardkeep looks on this computer, and where it keeps things.',
    language: 'Language',
    theme: 'Appearance',
    system: 'Same as the system',
    light: 'Light',
    dark: 'Dark',
    security: 'Security',
    secrets: {
      keychain: 'Passwords are kept in this system’s key store.',
      file: 'Passwords are kept encrypted in a file that only your user may read. No system keychain found: anyone with your account can read them.',
      nowhere:
        'This system offers no safe place for passwords. They are kept until the app ends and are asked for again.',
    },
    passwordsOut: 'Passwords never leave this computer, and never appear in a log, an error or a backup.',
    about: 'About',
    version: 'Version',
    data: 'Settings and history',
    host: { electron: 'Desktop app', web: 'In the browser of this computer' },
    runs: 'Runs as',
  },
  zh: {
    title: '设置',
    subtitle: 'Shardkeep 在这台电脑上的外观，以及各项数据保存的位置。',
    language: '语言',
    theme: '外观',
    system: '跟随系统',
    light: '浅色',
    dark: '深色',
    security: '安全',
    secrets: {
      keychain: '密码保存在系统的密钥库中。',
      file: '密码加密保存在只有当前用户可读的文件中。这里没有系统密钥库，能以您的用户身份操作的人也能读到它们。',
      nowhere: '系统没有可以安全保存密码的地方。密码只保留到应用退出，之后需要重新输入。',
    },
    passwordsOut: '密码不会离开这台电脑，也不会出现在日志、错误信息或备份中。',
    about: '关于',
    version: '版本',
    data: '设置与历史记录',
    host: { electron: '桌面应用', web: '在本机浏览器中' },
    runs: '运行方式',
  },
});
