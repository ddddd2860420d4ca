/**
 * The assembled kvm-probe.S, so that a host needs no assembler. Made by:
 *
 *   as --64 kvm-probe.S -o probe.o
 *   ld -m elf_x86_64 -Ttext=0xffff0000 -e 0xffff0000 --oformat binary probe.o -o probe.bin
 *   gzip -9nc probe.bin | base64 -w 110
 */
import { gunzipSync } from 'node:zlib';

/** SHA-256 of the source it was made from, and of the image. */
export const probeSource = '14578120edacfe38b76c28b8f58afb53190ff7431bcf038d25944479afea8ea7';
export const probeDigest = 'fdf93545f8a350d9646bdeeefc150f9aa2706894f46ea96f596d62a00f5b8de0';

const packed = [
  'H4sIAAAAAAACA+3TT2gcVRzA8d/sHzdgl7cEWnModBoICIJka29pIXuoO4VqFv9R8NLTWHrS0II3E6aLzqFrwWMt9OBFPXQOIrtW3N22OBWELZ',
  '5yXERHJ1EoZBGbJpn+3m7SUjx7+35g5/1+79+892N2azt6I0lf9o1z6EbeuD0/uOeY2Z6/fkSybEr8dkVaa61e6/73clUkaiRpVyoi1V5HDots',
  'fh0XbVpyReLiv0c0WrSRaF6at9GMjRo2erA06euKPtofi0hHciJhqSg6PYinfh11pTEZ6v1n6IdGPsu68r6u0jmy+YWvb/lAZEl3zmlrR4xz0H',
  'YZdxjcc83ssG2PZmbXOiu6ozlWdhxN5/WSZZ2/ordcLzhZNqOXdKV1317Ti++Or3kmSas/eVeKRT1F8DB/qaRxYRy743hHdwoH/T8Kq7GcE/HD',
  'kh/Xc7pTXC9Iy+v/WfHD+nO2DetTcf2Avk+yfvBw8dJXflyYq+gps7yn0bQ9+jl79MPj3lPV7OdakDmm+ZG+IjqdpHaWfCJyfFrEi+9ouOKtLt',
  'jMNN+1c7wkNU5hztXV3uqJudn9YjRP2tE3k3Tr87Nf2nKa5kvaU7Zh4/p+3+UXtG8u28myp33NvF35qu7rDr2yFk+LODTumpbSOAtRPUk7q1rR',
  'au+7GXlRK6oF+VYneeFtr7/uZn0z37ms4227WfUXzcTR7MN3jk/bzBw7aUPTvK5rotcmNywsa/KpVrK9KEbWbokMd+PggS2bniUOhnmR58VGbt',
  '5+E7ZS/8TBik1eF3k02qoFu8Xlv6O3kvR0+Pup6m8XXjkvN0TO5/Rru7CgR9Sp0vAG3ZK9T7E7NW42dmvZ3VqwnbuY90zpTPhX9HaSRpVktDXa',
  '2I6Oauwmo9HGTnRWw6PjsJbF3qCW/RgHkUx4gyvfiNiff3WvS/88+rg2mLSf7bXXbj6bP9prN/fzm/KeyLKE8sSS2A9fAAAAAAAAAAAAAAAAAA',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgP9F',
  'Wn62Bo8BtLOC7QAAAQA=',
];

export const probeImage = (): Buffer => gunzipSync(Buffer.from(packed.join(''), 'base64'));
