const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 6;

/**
 * The checksum that tokens of GitHub and npm end in: CRC-32 of what stands before it, in six digits of base 62
 * (https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/).
 */
export function base62Checksum(text: string): string {
  let rest = crc32(text);
  let checksum = '';
  while (checksum.length < LENGTH) {
    checksum = digits.charAt(rest % 62) + checksum;
    rest = Math.floor(rest / 62);
  }
  return checksum;
}

/** Whether the last six characters are the checksum of the others. */
export function hasBase62Checksum(body: string): boolean {
  return base62Checksum(body.slice(0, -LENGTH)) === body.slice(-LENGTH);
}

/** CRC-32 of IEEE 802.3 over ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
