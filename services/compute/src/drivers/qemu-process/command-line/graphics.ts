/** The screen, where there is one: a plain VGA that every guest knows, shown on a socket in the vm's directory. */
import type { LaunchSpec } from './launch-facts.ts';

export const vncSocket = 'vnc.sock';

export const graphicsArguments = (spec: LaunchSpec): readonly string[] =>
  spec.graphics.type === 'none'
    ? []
    : [
        '-device',
        'VGA,id=video0',
        '-vnc',
        `unix:${vncSocket}`,
        // A tablet tells where the pointer is; a mouse only how far it went.
        '-device',
        'qemu-xhci,id=usb0',
        '-device',
        'usb-tablet,id=tablet0,bus=usb0.0',
      ];
