/** The smallest true picture a screendump can give: one colour, 16 by 16. */
import { crc32, deflateSync } from 'node:zlib';

const side = 16;

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

export const pngOf = (red: number, green: number, blue: number): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8); // Eight bits a channel, true colour.
  const row = Buffer.from([0, ...Array.from({ length: side }, () => [red, green, blue]).flat()]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
};

export const ppmOf = (red: number, green: number, blue: number): Buffer =>
  Buffer.concat([
    Buffer.from(`P6\n${side} ${side}\n255\n`, 'latin1'),
    Buffer.from(Array.from({ length: side * side }, () => [red, green, blue]).flat()),
  ]);
