import {
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  InputWrapper,
  type MantineColorsTuple,
  Modal,
  PasswordInput,
  Radio,
  RadioIndicator,
  Table,
  Tooltip,
} from '@mantine/core';

/** Deep teal: the primary action, and "protected". */
const accent: MantineColorsTuple = [
  '#effcf9',
  '#cdf5ec',
  '#9de9dc',
  '#63d9c8',
  '#2dd4bf',
  '#14a394',
  '#0d8478',
  '#0f766e',
  '#115e59',
  '#134e4a',
];

/** "Needs you". */
const amber: MantineColorsTuple = [
  '#fff8e6',
  '#fdecc0',
  '#fadb8c',
  '#f6c653',
  '#efb02a',
  '#cf8d0e',
  '#a96c05',
  '#8a5300',
  '#6e4204',
  '#573507',
];

/** "Data at risk", and destructive confirmation. */
const red: MantineColorsTuple = [
  '#fff1f0',
  '#fedddb',
  '#fcbcb8',
  '#f8938d',
  '#f36b63',
  '#dc3b33',
  '#c62a22',
  '#ab211b',
  '#8b1d18',
  '#701b17',
];

/** Neutral greys with a slight blue. */
const gray: MantineColorsTuple = [
  '#f7f9fb',
  '#eff2f6',
  '#e2e7ed',
  '#d2d9e2',
  '#b9c2ce',
  '#8e9aaa',
  '#5a6675',
  '#44505e',
  '#2f3945',
  '#1a222c',
];

const dark: MantineColorsTuple = [
  '#dfe5ec',
  '#c5cdd7',
  '#a2adba',
  '#8793a2',
  '#3b4551',
  '#2d353f',
  '#20272f',
  '#171c22',
  '#11151a',
  '#0b0e12',
];

/** System fonts; the Chinese ones are named, because the system's order of fallbacks may prefer Japanese forms. */
const FONTS =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

const px = (value: number) => `${value / 16}rem`;

/** The one theme of the app: UI.md "Look". */
export const theme = createTheme({
  colors: { accent, amber, red, gray, dark },
  primaryColor: 'accent',
  // Dark shade 4 with dark letters and light shade 7 with white ones both pass AA; the default dark shade 8 does not.
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  black: '#1a222c',
  fontFamily: FONTS,
  fontFamilyMonospace:
    'ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", Consolas, monospace',
  fontSizes: { xs: px(12), sm: px(13), md: px(14), lg: px(16), xl: px(20) },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: px(8), sm: px(12), md: px(16), lg: px(24), xl: px(32) },
  radius: { xs: px(4), sm: px(6), md: px(8), lg: px(8), xl: px(12) },
  defaultRadius: 'md',
  headings: {
    fontFamily: FONTS,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: px(28), lineHeight: '1.25' },
      h2: { fontSize: px(20), lineHeight: '1.3' },
      h3: { fontSize: px(16), lineHeight: '1.4' },
      h4: { fontSize: px(14), lineHeight: '1.5' },
    },
  },
  // Mantine chooses the letters' colour by the light scheme's shade; in the dark one they would be white on bright teal.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    if (input.variant === 'filled') return { ...colors, color: 'var(--sk-on-filled)' };
    // Without a ground of its own a button is known by the colour of links; in the dark scheme it would be plain white.
    const plain = input.variant === 'subtle' && (input.color === undefined || input.color === 'accent');
    return plain ? { ...colors, color: 'var(--mantine-color-anchor)' } : colors;
  },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Checkbox: Checkbox.extend({ defaultProps: { iconColor: 'var(--sk-on-filled)' } }),
    Radio: Radio.extend({ defaultProps: { iconColor: 'var(--sk-on-filled)' } }),
    RadioIndicator: RadioIndicator.extend({ defaultProps: { iconColor: 'var(--sk-on-filled)' } }),
    Button: Button.extend({ defaultProps: { fw: 600 } }),
    // 12 px is the smallest size; Mantine's would be 11.
    InputWrapper: InputWrapper.extend({
      vars: () => ({
        label: {},
        success: {},
        error: { '--input-error-size': 'var(--mantine-font-size-xs)' },
        description: { '--input-description-size': 'var(--mantine-font-size-xs)' },
      }),
    }),
    Modal: Modal.extend({
      defaultProps: { centered: true, transitionProps: { duration: 140, transition: 'fade' } },
      styles: { title: { fontSize: 'var(--mantine-font-size-lg)', fontWeight: 600 } },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false, multiline: true, maw: 320 } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { autoComplete: 'off' } }),
  },
});

/** Colours by meaning, AA in both schemes; Mantine's own dimmed text and placeholders are too pale. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': '#687484',
    '--mantine-color-error': red[6],
    '--mantine-color-anchor': accent[7],
    '--mantine-color-default-border': gray[3],
    '--sk-page': gray[0],
    '--sk-surface': '#ffffff',
    '--sk-nav': gray[1],
    '--sk-line': gray[2],
    '--sk-track': gray[2],
    '--sk-hover': 'rgb(26 34 44 / 5%)',
    '--sk-on-filled': '#ffffff',
    '--sk-accent': accent[7],
    '--sk-accent-soft': accent[0],
    '--sk-amber': amber[7],
    '--sk-amber-soft': amber[0],
    '--sk-amber-line': amber[2],
    '--sk-red': red[6],
    '--sk-red-soft': red[0],
    '--sk-red-line': red[2],
  },
  dark: {
    '--mantine-color-body': dark[7],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#909ba9',
    '--mantine-color-error': '#ff8f87',
    '--mantine-color-anchor': accent[4],
    '--mantine-color-default-border': dark[4],
    '--sk-page': dark[7],
    '--sk-surface': '#1c222a',
    '--sk-nav': dark[8],
    '--sk-line': dark[5],
    '--sk-track': dark[4],
    '--sk-hover': 'rgb(223 229 236 / 7%)',
    '--sk-on-filled': dark[9],
    '--sk-accent': accent[4],
    '--sk-accent-soft': '#12312f',
    '--sk-amber': amber[3],
    '--sk-amber-soft': '#302612',
    '--sk-amber-line': '#5c4713',
    '--sk-red': '#ff8f87',
    '--sk-red-soft': '#351b1a',
    '--sk-red-line': '#6b2b28',
  },
});
