/** Why network says no. */
export const networkRefusals = {
  'network.not-found': 'invalid',
  'network.id-taken': 'conflict',
  'network.not-active': 'conflict',
  'network.name-taken': 'conflict',
  'network.in-use': 'conflict',
  'network.busy': 'conflict',
  'network.needs-root': 'invalid',
  'network.subnet-full': 'capacity',
  'network.too-many-labels': 'invalid',
  'network.subnet-invalid': 'invalid',
  'nic.mac-taken': 'conflict',
  'nic.id-taken': 'conflict',
  'nic.forwards-need-user-network': 'invalid',
} as const;
