import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

const path = '/webhooks/alertmanager';
export const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;

/** One connection of a sender that takes its time. */
export class SlowSender {
  readonly #socket: Socket;
  #heard = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8').on('data', (text: string) => (this.#heard += text));
    socket.on('error', () => {});
  }

  /** Connects, and sends so much. */
  static async open(port: number, bytes: string): Promise<SlowSender> {
    const socket = connect(port, '127.0.0.1').setNoDelay();
    await once(socket, 'connect');
    const sender = new SlowSender(socket);
    if (bytes !== '') await sender.write(bytes);
    return sender;
  }

  static async openMany(port: number, count: number, bytes: (i: number) => string): Promise<SlowSender[]> {
    return Promise.all(Array.from({ length: count }, (_, i) => SlowSender.open(port, bytes(i))));
  }

  /** Still connected, and not answered. */
  get hangs(): boolean {
    return !this.#socket.closed && this.#heard === '';
  }

  async write(bytes: string): Promise<void> {
    await new Promise<void>((resolve) => void this.#socket.write(bytes, () => resolve()));
  }

  /** The status of the answer. Resolves once there is one, or the connection is gone. */
  async status(): Promise<number> {
    while (this.hangs) await Promise.race([once(this.#socket, 'data'), once(this.#socket, 'close')]);
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.#heard)?.[1] ?? 0);
  }

  hangUp(): void {
    this.#socket.destroy();
  }
}
