import { type Kind, judged } from './kinds.ts';
import { quote } from './quote.ts';

export const flag: Kind<boolean> = {
  schema: judged(
    (raw) => (typeof raw === 'boolean' ? raw : undefined),
    (raw) => `${quote(raw)} is not true or false`,
  ),
  fromText: (raw) => ({ true: true, false: false })[raw] ?? raw,
  show: String,
  plain: (value) => value,
};

/** Written as `on` and `off`; `true` and `false` are the same. */
export const onOff: Kind<boolean> = {
  schema: judged(
    (raw) => (typeof raw === 'boolean' ? raw : { on: true, off: false }[String(raw)]),
    (raw) => `${quote(raw)} is not on or off`,
  ),
  fromText: (raw) => ({ true: true, false: false })[raw] ?? raw,
  show: (value) => (value ? 'on' : 'off'),
  plain: (value) => value,
};
