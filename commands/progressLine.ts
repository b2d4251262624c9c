/** A line on a terminal that says how far a picture is, and is written over; nothing elsewhere. */
export class ProgressLine {
  private isShown = false;

  show(text: string): void {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r\u001b[K${text}`);
    this.isShown = true;
  }

  /** Takes the line away, and prints what came of it. */
  end(text?: string): void {
    if (this.isShown) process.stderr.write('\r\u001b[K');
    this.isShown = false;
    if (text !== undefined) console.log(text);
  }
}

/** "40 s", "12 min". */
export function timeText(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
