/** The serial line: a socket for whoever types, and a file that misses nothing. */
export const serialSocket = 'serial.sock';
export const serialFile = 'serial.log';

export const serialArguments = (): readonly string[] => [
  '-chardev',
  `socket,id=serial0,path=${serialSocket},server=on,wait=off,logfile=${serialFile},logappend=on`,
  '-device',
  'isa-serial,chardev=serial0',
];
