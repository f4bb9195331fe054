import { StringDecoder } from 'node:string_decoder';

/** Reads `data` of server-sent events (HTML Living Standard §9.2) as the bytes come in; ids, names and comments are passed over. */
export class EventLines {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #data: string[] = [];

  /** @returns the data of every event that ended within `chunk` */
  take(chunk: Buffer): string[] {
    const text = this.#rest + this.#decoder.write(chunk);
    const events: string[] = [];
    let from = 0;
    for (let end = lineEnd(text, from); end !== null; end = lineEnd(text, from)) {
      this.#line(text.slice(from, end.at), events);
      from = end.next;
    }
    this.#rest = text.slice(from);
    return events;
  }

  #line(line: string, events: string[]): void {
    if (line === '') {
      if (this.#data.length > 0) events.push(this.#data.join('\n'));
      this.#data = [];
    } else if (line.startsWith('data:')) this.#data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
  }
}

/** A line ends with CR LF, LF or CR; a CR at the very end may still be followed by its LF. */
function lineEnd(text: string, from: number): { at: number; next: number } | null {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) return { at, next: at + 1 };
    if (code !== 0x0d) continue;
    if (at + 1 === text.length) return null;
    return { at, next: text.charCodeAt(at + 1) === 0x0a ? at + 2 : at + 1 };
  }
  return null;
}
