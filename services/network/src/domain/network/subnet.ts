/** IPv4 arithmetic on CIDR texts such as `10.177.3.0/24`, for decisions about subnets and addresses. */

export interface Range {
  /** First and last address as whole numbers, both inside. */
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

export const addressText = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** The range a CIDR text lies in; its own address may be any of the range. */
export const rangeOf = (cidr: string): Range => {
  const [address = '', prefixText = ''] = cidr.split('/');
  const prefix = Number(prefixText);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(numberOf(address) / size) * size;
  return { first, last: first + size - 1, prefix };
};

export const isNetworkAddress = (cidr: string): boolean => numberOf(cidr.split('/')[0] ?? '') === rangeOf(cidr).first;

export const liesIn = (inner: string, outer: string): boolean => {
  const [small, large] = [rangeOf(inner), rangeOf(outer)];
  return small.first >= large.first && small.last <= large.last;
};
