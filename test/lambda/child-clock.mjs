// Loaded into the function's process before everything else: its clock shows what the test says, and goes on from
// there. It begins with the `nowMs` of this file's own address. The bundle itself stays as it is.
const RealDate = Date;
let aheadMs = Number(new URL(import.meta.url).searchParams.get('nowMs')) - RealDate.now();

class ShiftedDate extends RealDate {
  constructor(...values) {
    if (values.length === 0) super(RealDate.now() + aheadMs);
    else super(...values);
  }

  static now() {
    return RealDate.now() + aheadMs;
  }
}

globalThis.Date = ShiftedDate;

process.on('message', ({ nowMs, exit }) => {
  // Not killed, so that a profile is written.
  if (exit) process.exit();
  aheadMs = nowMs - RealDate.now();
  process.send({ nowMs });
});
process.channel?.unref();
