/** Whether the host's kernel forwards IPv4 packets at all. */
export interface Forwarding {
  isOn(): Promise<boolean>;
  set(on: boolean): Promise<void>;
}
