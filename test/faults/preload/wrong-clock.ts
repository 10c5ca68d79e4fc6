/** This process' clock is wrong by FAULT_CLOCK milliseconds; how time passes is not. */
const offset = Number(process.env['FAULT_CLOCK']);
const TrueDate = Date;

class WrongDate extends TrueDate {
  constructor(...parts: [] | [number]) {
    if (parts.length === 0) super(TrueDate.now() + offset);
    else super(...parts);
  }

  static override now(): number {
    return TrueDate.now() + offset;
  }
}

globalThis.Date = WrongDate as DateConstructor;
